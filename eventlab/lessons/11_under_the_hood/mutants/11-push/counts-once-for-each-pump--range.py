# Works out before the loop how many it may send.
class Push:
    def __init__(self, queue, send, credit):
        if credit < 1:
            raise ValueError(f"the credit is {credit}: at least 1")
        self.queue, self.send, self.credit = queue, send, credit
        self.out = []
        self.busy = self.closed = False

    def pump(self):
        if self.busy or self.closed:
            return
        self.busy = True
        try:
            self.out = [delivery for delivery in self.out if self.queue.on_loan(delivery)]
            for _ in range(self.credit - len(self.out)):
                if self.closed or not (delivery := self.queue.get()):
                    break
                self.out.append(delivery)
                self.send(delivery)
        except ConnectionError:
            self.close()
        finally:
            self.busy = False

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.pump()

    def close(self):
        self.closed = True
        for delivery in self.out:
            if self.queue.on_loan(delivery):
                self.queue.nack(delivery)
        self.out = []
