# Asks whether there is one, and then gets the next.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while queue.get():
        delivery, reason = queue.get(), None
        try:
            handle(delivery.event)
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
