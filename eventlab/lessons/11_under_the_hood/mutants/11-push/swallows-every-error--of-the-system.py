# Takes every OSError for a worker that is gone.
class Push:
    def __init__(self, queue, send, credit):
        if credit < 1:
            raise ValueError(f"the credit is {credit}: a worker takes at least 1")
        self.is_pumping = self.is_closed = False
        self.queue, self.send, self.credit = queue, send, credit
        self.out = []

    def has_room(self):
        self.out = [delivery for delivery in self.out if self.queue.on_loan(delivery)]
        return len(self.out) < self.credit and not self.is_closed

    def pump(self):
        if self.is_pumping or self.is_closed:
            return
        self.is_pumping = True
        try:
            while self.has_room() and (delivery := self.queue.get()):
                self.out.append(delivery)
                self.send(delivery)
        except OSError:
            self.close()
        finally:
            self.is_pumping = False

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.pump()

    def close(self):
        self.is_closed = True
        for delivery in self.out:
            if self.queue.on_loan(delivery):
                self.queue.nack(delivery)
        self.out = []
