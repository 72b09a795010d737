# Yields in pump, as if somebody walked over it.
class Push:
    def __init__(self, queue, send, credit):
        if credit < 1:
            raise ValueError(f"the credit is {credit}: at least 1")
        self.queue, self.send, self.credit = queue, send, credit
        self.out = []
        self.busy = self.closed = False

    def pump(self):
        while self.has_room() and (delivery := self.queue.get()):
            self.out.append(delivery)
            yield self.send(delivery)

    def has_room(self):
        self.out = [delivery for delivery in self.out if self.queue.on_loan(delivery)]
        return len(self.out) < self.credit and not self.closed

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.pump()

    def close(self):
        self.closed = True
        for delivery in self.out:
            if self.queue.on_loan(delivery):
                self.queue.nack(delivery)
        self.out = []
