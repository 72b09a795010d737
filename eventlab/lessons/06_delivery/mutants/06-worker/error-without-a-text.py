# Asks for the reason whether there was an error.
from eventlab.queue import StaleDelivery
def work(queue, handle):
    while delivery := queue.get():
        reason = None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        try:
            if reason:
                queue.nack(delivery, reason=reason)
            else:
                queue.ack(delivery)
        except StaleDelivery:
            pass
