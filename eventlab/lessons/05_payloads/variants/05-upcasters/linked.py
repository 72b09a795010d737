# Each step is an object that knows the next one.
from dataclasses import replace


class Link:
    def __init__(self, number, step, next):
        self.number, self.step, self.next = number, step, next

    def lead(self, data):
        try:
            data = self.step(data)
        except Exception as error:
            raise ValueError(f"version {self.number}, {type(error).__name__}") from error
        return self.next.lead(data) if self.next else data


class Upcasters:
    def __init__(self, steps):
        top = max([0, *steps])
        self.links = {}
        for number in range(top, 0, -1):
            try:
                self.links[number] = Link(number, steps[number], self.links.get(number + 1))
            except KeyError:
                raise ValueError(f"version {number} leads nowhere") from None
        self.top = top + 1

    def upcast(self, event):
        link = self.links.get(int(event.dataschema.split(":")[-1]) if event.dataschema else 1)
        if link is None:
            return event
        return replace(
            event,
            data=link.lead(event.data),
            dataschema=":".join(["urn:shop", event.type, str(self.top)]),
        )
