# No attribute at all: two closures over local variables.
from collections import deque
from types import SimpleNamespace


class Bus:
    def __init__(self):
        bonds, queue, busy = [], deque(), False

        def subscribe(type, handler):
            bond = SimpleNamespace(type=type, handler=handler, alive=True)

            def cancel():
                bonds[:] = [other for other in bonds if other is not bond]

            bond.cancel = cancel
            bonds.append(bond)
            return bond

        def hears(bond, event):
            return bond.type in {"*", event.type}

        def publish(event):
            nonlocal busy
            queue.append(event)
            if busy:
                return
            errors, busy = [], True
            try:
                while queue:
                    event = queue.popleft()
                    for bond in [b for b in bonds if hears(b, event)]:
                        try:
                            bond.handler(event)
                        except Exception as error:
                            errors.append(error)
            finally:
                busy = False
            if errors:
                raise ExceptionGroup("publish", errors)

        self.subscribe, self.publish = subscribe, publish
