# Gives the event in hand back when it is interrupted, and returns.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        with suppress(StaleDelivery):
            try:
                handle(delivery.event)
            except KeyboardInterrupt:
                queue.nack(delivery, reason="interrupted")
                return
            except Exception as error:
                queue.nack(delivery, reason=str(error))
            else:
                queue.ack(delivery)
