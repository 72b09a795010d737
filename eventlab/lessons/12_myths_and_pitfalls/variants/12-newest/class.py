# A class whose object is made anew after each crash.
class Keeper:
    def newer(self, version, there):
        return there is None or version > there[0]

    def __call__(self, event, book):
        entry = event.data["version"], event.data["address"]
        if self.newer(entry[0], book.get(event.data["customer"])):
            book.update({event.data["customer"]: entry})


keep = Keeper()
