# Fetches everything before it handles anything.
from eventlab.queue import StaleDelivery


def work(queue, handle):
    while deliveries := queue.get_many(10):
        for delivery in deliveries:
            try:
                try:
                    handle(delivery.event)
                except Exception as error:
                    queue.nack(delivery, reason=str(error))
                else:
                    queue.ack(delivery)
            except StaleDelivery:
                pass
