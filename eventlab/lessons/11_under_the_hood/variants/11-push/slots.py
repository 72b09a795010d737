# Has a slot for each unit of credit, and fills those that are free.
from contextlib import suppress

from eventlab import StaleDelivery


class Push:
    def __init__(self, queue, send, credit):
        if credit <= 0:
            raise ValueError(f"a credit of {credit}")
        self._queue, self._send = queue, send
        self._slots = [None] * credit
        self._depth = 0

    def _free(self):
        for number, held in enumerate(self._slots):
            if held is None or not self._queue.on_loan(held):
                return number
        return None

    def pump(self):
        if self._depth:
            return
        self._depth += 1
        try:
            while (number := self._free()) is not None:
                delivery = self._queue.get()
                if not delivery:
                    return
                self._slots[number] = delivery
                self._send(delivery)
        except ConnectionError:
            self.close()
        finally:
            self._depth -= 1

    def ack(self, delivery):
        self._queue.ack(delivery)
        self.pump()

    def close(self):
        slots, self._slots = self._slots, []
        for delivery in slots:
            with suppress(StaleDelivery):
                if delivery:
                    self._queue.nack(delivery)
