# Has the ack in the same try as the handler.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
            queue.ack(delivery)
        except Exception as error:
            queue.nack(delivery, reason=str(error))
