# Keeps deliveries by the first eight letters of the id.
class Push:
    def __init__(self, queue, send, credit):
        if not credit >= 1:
            raise ValueError("credit")
        self.queue = queue
        self.send = send
        self.credit = credit
        self.sent = {}
        self.state = "idle"

    def pump(self):
        if self.state != "idle":
            return
        self.state = "pumping"
        while self.state == "pumping":
            for receipt in [r for r, d in self.sent.items() if not self.queue.on_loan(d)]:
                del self.sent[receipt]
            if len(self.sent) >= self.credit:
                break
            delivery = self.queue.get()
            if delivery is None:
                break
            self.sent[delivery.event.id[:8]] = delivery
            try:
                self.send(delivery)
            except ConnectionError:
                self.close()
            except BaseException:
                self.state = "idle"
                raise
        if self.state == "pumping":
            self.state = "idle"

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.sent.pop(delivery.event.id[:8], None)
        self.pump()

    def close(self):
        self.state = "closed"
        while self.sent:
            _, delivery = self.sent.popitem()
            if self.queue.on_loan(delivery):
                self.queue.nack(delivery)
