# Acknowledges all at once, when all are handled.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    done = []
    try:
        while delivery := queue.get():
            try:
                handle(delivery.event)
            except Exception as error:
                with suppress(StaleDelivery):
                    queue.nack(delivery, reason=str(error))
            else:
                done.append(delivery)
    finally:
        for delivery in done:
            with suppress(StaleDelivery):
                queue.ack(delivery)
