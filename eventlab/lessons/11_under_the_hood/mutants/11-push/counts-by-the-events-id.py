# Keeps what is out in a dict, by the event's id.
class Push:
    def __init__(self, queue, send, credit):
        if credit < 1:
            raise ValueError(f"the credit is {credit}: at least 1")
        self.queue, self.send, self.credit = queue, send, credit
        self.out = {}
        self.busy = self.closed = False

    def pump(self):
        if self.busy or self.closed:
            return
        self.busy = True
        try:
            while self.has_room() and (delivery := self.queue.get()):
                self.out[delivery.event.id] = delivery
                self.send(delivery)
        except ConnectionError:
            self.close()
        finally:
            self.busy = False

    def has_room(self):
        self.out = {id: one for id, one in self.out.items() if self.queue.on_loan(one)}
        return len(self.out) < self.credit and not self.closed

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.pump()

    def close(self):
        self.closed = True
        for delivery in self.out.values():
            if self.queue.on_loan(delivery):
                self.queue.nack(delivery)
        self.out = {}
