# Catches everything.
from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        try:
            try:
                handle(delivery.event)
            except BaseException as error:
                queue.nack(delivery, reason=str(error))
            else:
                queue.ack(delivery)
        except StaleDelivery:
            pass
