# Handles, and tells nobody.
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            queue.nack(delivery, reason=str(error))
