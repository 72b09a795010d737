# Does not expect that the acknowledgement can come too late.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            queue.nack(delivery, reason=str(error))
        else:
            queue.ack(delivery)
