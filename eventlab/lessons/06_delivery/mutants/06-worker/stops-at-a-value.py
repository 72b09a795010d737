# Gives back what the handler was not happy with.
def work(queue, handle):
    while delivery := queue.get():
        try:
            done = handle(delivery.event)
        except Exception as error:
            queue.nack(delivery, reason=str(error))
            continue
        if done is False:
            queue.nack(delivery, reason="not done")
        else:
            queue.ack(delivery)
