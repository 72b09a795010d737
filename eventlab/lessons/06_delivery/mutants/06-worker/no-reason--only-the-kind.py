# Gives the class of the error for a reason.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            queue.nack(delivery, reason=type(error).__name__)
        else:
            queue.ack(delivery)
