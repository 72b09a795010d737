# Has the `try` for a stale delivery around the loop.
from eventlab.queue import StaleDelivery


def work(queue, handle):
    try:
        while delivery := queue.get():
            try:
                handle(delivery.event)
            except Exception as error:
                queue.nack(delivery, reason=str(error))
            else:
                queue.ack(delivery)
    except StaleDelivery:
        print("too late")
