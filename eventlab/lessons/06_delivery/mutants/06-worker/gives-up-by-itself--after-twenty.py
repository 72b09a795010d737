# Drops an event after twenty attempts.
from eventlab.queue import StaleDelivery
def work(queue, handle):
    while delivery := queue.get():
        if delivery.attempt > 20:
            queue.ack(delivery)
            continue
        try:
            try:
                handle(delivery.event)
            except Exception as error:
                queue.nack(delivery, reason=str(error))
            else:
                queue.ack(delivery)
        except StaleDelivery:
            pass
