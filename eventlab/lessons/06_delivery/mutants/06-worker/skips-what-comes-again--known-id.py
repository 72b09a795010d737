# Remembers the id before it has handled the event.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    seen = set()
    while delivery := queue.get():
        if delivery.event.id in seen:
            queue.ack(delivery)
            continue
        seen.add(delivery.event.id)
        reason = None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
