# Takes every later attempt for a duplicate.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        if delivery.attempt > 1:
            queue.ack(delivery)
            continue
        reason = None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
