# Passes over every StaleDelivery, whoever raised it.
from eventlab.queue import StaleDelivery
def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except StaleDelivery:
            continue
        except Exception as error:
            try:
                queue.nack(delivery, reason=str(error))
            except StaleDelivery:
                pass
        else:
            try:
                queue.ack(delivery)
            except StaleDelivery:
                pass
