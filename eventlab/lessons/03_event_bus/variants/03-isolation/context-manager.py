# A context manager collects what the calls raise.
class Collector:
    def __init__(self):
        self.errors = []
        self.names = []

    def calling(self, handler):
        self.name = handler.__name__
        return self

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is None or not isinstance(error, Exception):
            return False
        self.errors.append(error)
        self.names.append(self.name)
        return True


def publish_to_all(handlers, event):
    collector = Collector()
    for handler in handlers:
        with collector.calling(handler):
            handler(event)
    if collector.errors:
        raise ExceptionGroup("/".join(collector.names), collector.errors)
