# Spares itself the second handling of what only its late answer brings again.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    done = set()
    while delivery := queue.get():
        with suppress(StaleDelivery):
            if delivery.event.id not in done:
                try:
                    handle(delivery.event)
                except Exception as error:
                    queue.nack(delivery, reason=str(error))
                    continue
                done.add(delivery.event.id)
            queue.ack(delivery)
