# The try stands around the loop.
def work(queue, handle):
    try:
        while delivery := queue.get():
            handle(delivery.event)
            queue.ack(delivery)
    except Exception as error:
        queue.nack(delivery, reason=str(error))
