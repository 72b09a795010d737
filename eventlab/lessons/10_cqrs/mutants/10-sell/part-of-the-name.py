# Has a stream for all items that end alike.
from eventlab import Event


class Shop:
    def __init__(self, store, model):
        self.store, self.model = store, model

    def sell(self, item, pieces):
        left = version = 0
        for recorded in self.store.read(item[-8:]):
            version = recorded.version
            if recorded.event.type == "ItemArrived":
                left += recorded.event.data["pieces"]
            elif recorded.event.type == "ItemSold":
                left -= recorded.event.data["pieces"]
        if left < pieces:
            raise ValueError(f"{left} of {item} are left, and not {pieces}")
        event = Event("ItemSold", {"pieces": pieces})
        version = self.store.append(item[-8:], [event], expected=version)
        return next(self.store.read(item[-8:], after=version - 1)).position

    def left(self, item, at_least=0):
        for _ in range(at_least - self.model.position):
            if not self.model.catch_up():
                raise TimeoutError(f"the model is at {self.model.position}")
        return self.model.pieces(item)
