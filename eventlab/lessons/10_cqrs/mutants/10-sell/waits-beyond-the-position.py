# Waits until the model is past the position.
from eventlab import Event, WrongVersion
class Shop:
    def __init__(self, store, model):
        self.store, self.model = store, model
    def sell(self, item, pieces):
        left = version = 0
        for recorded in self.store.read(item):
            version = recorded.version
            if recorded.event.type == "ItemArrived":
                left += recorded.event.data["pieces"]
            elif recorded.event.type == "ItemSold":
                left -= recorded.event.data["pieces"]
        if left < pieces:
            raise ValueError(f"{left} of {item} are left, and not {pieces}")
        event = Event("ItemSold", {"pieces": pieces})
        version = self.store.append(item, [event], expected=version)
        return next(self.store.read(item, after=version - 1)).position
    def left(self, item, at_least=0):
        while self.model.position <= at_least:
            if not self.model.catch_up():
                raise TimeoutError(f"the model is at {self.model.position}, and not at {at_least}")
        return self.model.pieces(item)
