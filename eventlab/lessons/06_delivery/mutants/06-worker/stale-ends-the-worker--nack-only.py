# Expects a late acknowledgement, and no late nack.
from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            queue.nack(delivery, reason=str(error))
            continue
        try:
            queue.ack(delivery)
        except StaleDelivery:
            pass
