# Gives back without a reason.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception:
            queue.nack(delivery)
        else:
            queue.ack(delivery)
