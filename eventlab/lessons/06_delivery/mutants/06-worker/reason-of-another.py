# Gives the first error of all for a reason.
from eventlab.queue import StaleDelivery
def work(queue, handle):
    errors = []
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            errors.append(str(error))
            try:
                queue.nack(delivery, reason=errors[0])
            except StaleDelivery:
                pass
        else:
            try:
                queue.ack(delivery)
            except StaleDelivery:
                pass
