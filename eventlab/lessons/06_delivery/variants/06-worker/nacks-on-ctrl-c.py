# Gives back on Ctrl-C as well, and settles in one place.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    for delivery in iter(queue.get, None):
        reason, ends = None, None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        except BaseException as interrupt:
            reason, ends = "interrupted", interrupt
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
        if ends:
            raise ends
