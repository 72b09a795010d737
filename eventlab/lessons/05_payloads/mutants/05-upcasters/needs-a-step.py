# It asks for the highest of no steps.
from dataclasses import replace


def version_of(event):
    return int((event.dataschema or ":1").rpartition(":")[2])


class Upcasters:
    def __init__(self, steps):
        self.steps = steps
        self.newest = sorted(steps)[-1] + 1
        for version in range(1, self.newest):
            if version not in steps:
                raise ValueError(f"no upcaster leads on from version {version}")

    def upcast(self, event):
        version, data = version_of(event), event.data
        if version >= self.newest:
            return event
        for step in range(version, self.newest):
            try:
                data = self.steps[step](data)
            except Exception as error:
                raise ValueError(f"the upcaster from version {step} failed") from error
        return replace(event, data=data, dataschema=f"urn:shop:{event.type}:{self.newest}")
