# Finds its event again by what is in it.
from eventlab import Event


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
        return [r.position for r in self.store.read(item) if r.event.data == event.data and r.event.type == 'ItemSold'][0]

    def left(self, item, at_least=0):
        while self.model.position < at_least:
            if not self.model.catch_up():
                raise TimeoutError(f"the model is at {self.model.position}")
        return self.model.pieces(item)
