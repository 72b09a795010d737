# Acknowledges what has failed too.
from eventlab.queue import StaleDelivery


def work(queue, handle):
    while delivery := queue.get():
        try:
            handle(delivery.event)
        except Exception:
            pass
        finally:
            try:
                queue.ack(delivery)
            except StaleDelivery:
                pass
