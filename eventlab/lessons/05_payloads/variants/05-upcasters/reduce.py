# A fold over the steps, with an error that is made in one place.
from dataclasses import replace
from functools import reduce


class Upcasters:
    def __init__(self, steps):
        self.newest = 1 + max([0, *steps])
        gaps = set(range(1, self.newest)) - set(steps)
        if gaps:
            raise ValueError(f"no step from version {min(gaps)}")
        self.steps = dict(steps)

    def _take(self, data, version):
        try:
            return self.steps[version](data)
        except Exception as error:
            raise ValueError(f"step {version}: {error}") from error

    def upcast(self, event):
        _, _, number = (event.dataschema or "1").rpartition(":")
        if int(number) >= self.newest:
            return event
        data = reduce(self._take, range(int(number), self.newest), event.data)
        return replace(event, data=data, dataschema=f"urn:shop:{event.type}:{self.newest}")
