# One step, one event; and the rest is led up by the same method.
from dataclasses import replace


class Upcasters:
    def __init__(self, steps):
        self.steps = [None]
        while len(steps) >= len(self.steps):
            version = len(self.steps)
            if version not in steps:
                raise ValueError(f"{version} -> {version + 1} is missing")
            self.steps.append(steps[version])

    def upcast(self, event):
        version = int(event.dataschema.split(":")[-1]) if event.dataschema else 1
        if version >= len(self.steps):
            return event
        try:
            data = self.steps[version](event.data)
        except Exception as cause:
            raise ValueError(f"version {version}: {cause!r}")
        schema = f"urn:shop:{event.type}:{version + 1}"
        return self.upcast(replace(event, data=data, dataschema=schema))
