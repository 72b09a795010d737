# Spares itself what begins like something that it did.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    done = set()
    while delivery := queue.get():
        with suppress(StaleDelivery):
            if delivery.event.id[:8] not in done:
                try:
                    handle(delivery.event)
                except Exception as error:
                    queue.nack(delivery, reason=str(error))
                    continue
                done.add(delivery.event.id[:8])
            queue.ack(delivery)
