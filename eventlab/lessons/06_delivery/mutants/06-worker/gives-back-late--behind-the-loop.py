# Collects what failed, and gives it back when all the others are done.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    failed = []
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            failed.append((delivery, str(error)))
        else:
            with suppress(StaleDelivery):
                queue.ack(delivery)
    for delivery, reason in failed:
        with suppress(StaleDelivery):
            queue.nack(delivery, reason=reason)
