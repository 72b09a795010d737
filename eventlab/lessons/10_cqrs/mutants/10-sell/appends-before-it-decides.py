# Appends, and looks then whether that was right.
from eventlab import Event


class Shop:
    def __init__(self, store, model):
        self.store, self.model = store, model

    def sell(self, item, pieces):
        event = Event("ItemSold", {"pieces": pieces})
        version = self.store.append(item, [event])
        left = 0
        for recorded in self.store.read(item, limit=version):
            sign = {"ItemArrived": 1, "ItemSold": -1}.get(recorded.event.type, 0)
            left += sign * recorded.event.data.get("pieces", 0)
        if left < 0:
            raise ValueError(f"{left} of {item} are left")
        return recorded.position

    def left(self, item, at_least=0):
        while self.model.position < at_least:
            if not self.model.catch_up():
                raise TimeoutError(f"the model is at {self.model.position}")
        return self.model.pieces(item)
