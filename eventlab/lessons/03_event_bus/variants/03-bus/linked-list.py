# Subscriptions in a chain, each knowing the next.
class Link:
    def __init__(self, type, handler):
        self.type, self.handler = type, handler
        self.next = None
        self.cancelled = False

    def cancel(self):
        self.cancelled = True


class Bus:
    def __init__(self):
        self.first = None
        self.events = None

    def subscribe(self, type, handler):
        link = Link(type, handler)
        if self.first is None:
            self.first = link
        else:
            last = self.first
            while last.next is not None:
                last = last.next
            last.next = link
        return link

    def chain(self):
        links, link = [], self.first
        while link is not None:
            if not link.cancelled:
                links.append(link)
            link = link.next
        return links

    def publish(self, event):
        if self.events is not None:
            self.events.append(event)
            return
        self.events = [event]
        raised = []
        try:
            while self.events:
                event = self.events.pop(0)
                for link in self.chain():
                    if link.type in ("*", event.type):
                        try:
                            link.handler(event)
                        except Exception as error:
                            raised.append(error)
        finally:
            self.events = None
        if raised:
            raise ExceptionGroup("bus", raised)
