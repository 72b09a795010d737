# It writes out every attribute of the new event.
from eventlab import Event


class Upcasters:
    def __init__(self, steps):
        newest = sorted(steps)[-1] + 1 if steps else 1
        for number in reversed(range(1, newest)):
            if steps.get(number) is None:
                raise ValueError(f"gap at version {number}")
        self.steps, self.newest = steps, newest

    def upcast(self, event):
        version = 1 if event.dataschema is None else int(event.dataschema.split(":")[3])
        data, moved = event.data, False
        while version < self.newest:
            step = self.steps[version]
            try:
                data = step(data)
            except BaseException as error:
                if not isinstance(error, Exception):
                    raise
                raise ValueError(f"cannot lead on from version {version}") from error
            version, moved = version + 1, True
        if not moved:
            return event
        return Event(
            event.type,
            data,
            id=event.id,
            source=event.source,
            subject=event.subject,
            time=event.time,
            dataschema="urn:shop:" + event.type + ":" + str(version),
            correlation_id=event.correlation_id,
            causation_id=event.causation_id,
            extensions=event.extensions,
        )
