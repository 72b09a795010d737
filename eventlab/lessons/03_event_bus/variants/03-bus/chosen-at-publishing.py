# Who hears an event is decided when it is published, not when its turn comes.
import queue
import threading


class Bond:
    def __init__(self, lock, bonds, type, handler):
        self.lock, self.bonds, self.type, self.handler = lock, bonds, type, handler

    def cancel(self):
        with self.lock:
            for place, bond in enumerate(self.bonds):
                if bond is self:
                    del self.bonds[place]
                    break


class Bus:
    def __init__(self):
        self.lock = threading.RLock()
        self.bonds = []
        self.work = queue.SimpleQueue()
        self.depth = 0

    def subscribe(self, type, handler):
        bond = Bond(self.lock, self.bonds, type, handler)
        with self.lock:
            self.bonds.append(bond)
        return bond

    def publish(self, event):
        with self.lock:
            chosen = [b.handler for b in self.bonds if b.type in (event.type, "*")]
        self.work.put((event, chosen))
        if self.depth == 0:
            self.depth = 1
            try:
                self.work_off()
            finally:
                self.depth = 0

    def work_off(self):
        errors = []
        while not self.work.empty():
            event, chosen = self.work.get()
            for handler in chosen:
                try:
                    handler(event)
                except Exception as error:
                    errors.append(error)
        if errors:
            raise ExceptionGroup("failed handlers", errors)
