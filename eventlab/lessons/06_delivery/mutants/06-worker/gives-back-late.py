# Gives back what failed with a pause of a minute.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        reason = None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            if reason is None:
                queue.ack(delivery)
            else:
                queue.nack(delivery, delay=60, reason=reason)
