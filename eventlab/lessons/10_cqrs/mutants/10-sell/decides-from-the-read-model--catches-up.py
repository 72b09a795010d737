# Lets the model catch up, and then trusts it.
from eventlab import Event


class Shop:
    def __init__(self, store, model):
        self.store, self.model = store, model

    def sell(self, item, pieces):
        while self.model.catch_up():
            pass
        if self.model.pieces(item) < pieces:
            raise ValueError(f"not {pieces} of {item} are left")
        event = Event("ItemSold", {"pieces": pieces})
        version = self.store.append(item, [event])
        return next(self.store.read(item, after=version - 1)).position

    def left(self, item, at_least=0):
        while self.model.position < at_least:
            if not self.model.catch_up():
                raise TimeoutError(f"the model is at {self.model.position}")
        return self.model.pieces(item)
