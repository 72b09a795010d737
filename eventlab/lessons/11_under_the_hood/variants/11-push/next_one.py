# One state instead of two flags, and an iterator of what may be sent.
class Push:
    def __init__(self, queue, send, credit):
        if not credit >= 1:
            raise ValueError("credit")
        self.queue, self.credit, self._send = queue, credit, send
        self.out, self.state = {}, "idle"

    def pump(self):
        if self.state == "idle":
            self.state = "busy"
            try:
                for delivery in iter(self._next, None):
                    self._send(delivery)
            except ConnectionError:
                self.close()
            finally:
                if self.state == "busy":
                    self.state = "idle"

    def _next(self):
        on_loan = sum(1 for d in self.out.values() if self.queue.on_loan(d))
        if self.state != "busy" or on_loan >= self.credit:
            return None
        d = self.queue.get()
        if d is not None:
            self.out[id(d)] = d
        return d

    def ack(self, delivery):
        self.queue.ack(delivery)
        self.out.pop(id(delivery), None)
        self.pump()

    def close(self):
        self.state = "closed"
        while self.out:
            _, d = self.out.popitem()
            if self.queue.on_loan(d):
                self.queue.nack(d)
