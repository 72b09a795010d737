# Takes the first delivery without a look whether there is one.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    delivery = queue.get()
    event = delivery.event
    while delivery:
        reason = None
        try:
            handle(event)
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
        delivery = queue.get()
        event = delivery and delivery.event
