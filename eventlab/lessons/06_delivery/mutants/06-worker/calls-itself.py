# Calls itself for the next event.
from eventlab.queue import StaleDelivery
def work(queue, handle):
    delivery = queue.get()
    if delivery is None:
        return
    try:
        try:
            handle(delivery.event)
        except Exception as error:
            queue.nack(delivery, reason=str(error))
        else:
            queue.ack(delivery)
    except StaleDelivery:
        pass
    work(queue, handle)
