# An event of the newest version is marked with its version once more.
from dataclasses import replace
def version_of(event):
    return int((event.dataschema or ":1").rpartition(":")[2])
def schema_of(type, version):
    return f"urn:shop:{type}:{version}"
class Upcasters:
    def __init__(self, steps):
        self.steps = steps
        self.newest = max(steps, default=0) + 1
        for version in range(1, self.newest):
            if version not in steps:
                raise ValueError(f"no upcaster leads on from version {version}")
    def upcast(self, event):
        version, data = version_of(event), event.data
        if version > self.newest:
            return event
        for step in range(version, self.newest):
            try:
                data = self.steps[step](data)
            except Exception as error:
                raise ValueError(f"the upcaster from version {step} failed: {error!r}") from error
        return replace(event, data=data, dataschema=schema_of(event.type, self.newest))
