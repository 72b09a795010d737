# A function for one delivery, called until there is none.
from eventlab.queue import StaleDelivery


def one(queue, handle):
    found = queue.get_many(1)
    if not found:
        return False
    (delivery,) = found
    answer = queue.ack
    try:
        handle(delivery.event)
    except Exception as error:
        text = repr(error)
        answer = lambda failed: queue.nack(failed, reason=text)  # noqa: E731
    try:
        answer(delivery)
    except StaleDelivery:
        print("somebody else will have it")
    return True


def work(queue, handle):
    while one(queue, handle):
        pass
