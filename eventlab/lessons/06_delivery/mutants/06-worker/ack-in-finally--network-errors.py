# Gives up on an event when the network fails.
from contextlib import suppress

from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        reason = None
        try:
            handle(delivery.event)
        except ConnectionError:
            print("the mail server is down")
        except Exception as error:
            reason = str(error)
        with suppress(StaleDelivery):
            queue.ack(delivery) if reason is None else queue.nack(delivery, reason=reason)
