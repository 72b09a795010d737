# Counts by hand: a late acknowledgement gives back what the lease has given back.
class Push:
    def __init__(self, queue, send, credit):
        if credit < 1:
            raise ValueError(f"the credit is {credit}: at least 1")
        self.queue, self.send, self.credit = queue, send, credit
        self.out, self.left = [], credit
        self.busy = self.closed = False

    def pump(self):
        if self.busy or self.closed:
            return
        self.busy = True
        try:
            while self.has_room() and (delivery := self.queue.get()):
                self.out.append(delivery)
                self.left -= 1
                self.send(delivery)
        except ConnectionError:
            self.close()
        finally:
            self.busy = False

    def has_room(self):
        for delivery in list(self.out):
            if not self.queue.on_loan(delivery):
                self.out.remove(delivery)
                self.left += 1
        return self.left > 0 and not self.closed

    def ack(self, delivery):
        if delivery in self.out:
            self.out.remove(delivery)
        self.left += 1
        self.queue.ack(delivery)
        self.pump()

    def close(self):
        self.closed = True
        for delivery in self.out:
            if self.queue.on_loan(delivery):
                self.queue.nack(delivery)
        self.out = []
