# Looks whether the same event comes again, and gives back what is another one.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception as error:
            with suppress(StaleDelivery):
                queue.nack(delivery, reason=str(error))
            continue
        with suppress(StaleDelivery):
            queue.ack(delivery)
        if following := queue.get():
            answer = queue.ack if following.event.id == delivery.event.id else queue.nack
            answer(following)
