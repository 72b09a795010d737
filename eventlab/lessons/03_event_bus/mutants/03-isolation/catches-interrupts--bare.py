# A bare `except` catches everything, and only exceptions fit into the group.
import sys


def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except:
            errors.append(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1])
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
