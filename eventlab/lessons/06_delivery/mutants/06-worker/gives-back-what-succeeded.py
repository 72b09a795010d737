# Sets the reason once, before the loop.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    reason = None
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
