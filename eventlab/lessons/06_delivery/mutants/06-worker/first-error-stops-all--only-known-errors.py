# Expects the errors that it has seen so far.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        reason = None
        try:
            handle(delivery.event)
        except (ValueError, OSError) as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
