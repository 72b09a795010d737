# Has had enough after three attempts.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        reason = None
        try:
            handle(delivery.event)
        except Exception as error:
            if delivery.attempt < 3:
                reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
