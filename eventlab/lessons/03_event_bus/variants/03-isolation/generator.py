# A generator runs the handlers and yields what went wrong.
def failures(handlers, event):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            yield handler.__name__, error


def publish_to_all(handlers, event):
    if found := list(failures(handlers, event)):
        names, errors = zip(*found)
        raise ExceptionGroup("failed: " + ", ".join(names), errors)
