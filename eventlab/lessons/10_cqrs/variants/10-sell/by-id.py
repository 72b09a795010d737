# Finds its event again by its id, in all that there is.
from eventlab import Event


class Shop:
    def __init__(self, store, model):
        self.store, self.model = store, model

    def sell(self, item, pieces):
        mine = [r for r in self.store.read_all() if r.stream == item]
        left = 0
        for recorded in mine:
            match recorded.event.type:
                case "ItemArrived":
                    left += recorded.event.data["pieces"]
                case "ItemSold":
                    left -= recorded.event.data["pieces"]
        if pieces > left:
            raise ValueError(f"only {left}")
        event = Event("ItemSold", {"pieces": pieces})
        self.store.append(item, [event], expected=mine[-1].version if mine else 0)
        return next(r.position for r in self.store.read(item) if r.event.id == event.id)

    def left(self, item, at_least=0):
        applied = True
        while self.model.position < at_least and applied:
            applied = self.model.catch_up()
        if self.model.position < at_least:
            raise TimeoutError("not yet")
        return self.model.pieces(item)
