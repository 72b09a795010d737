# Decides first what to say, and says it in one place.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    for delivery in iter(queue.get, None):
        reason = None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
        with suppress(StaleDelivery):
            if reason is None:
                queue.ack(delivery)
            else:
                queue.nack(delivery, reason=reason)
