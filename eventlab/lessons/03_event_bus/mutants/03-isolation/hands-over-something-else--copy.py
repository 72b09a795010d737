# Each handler gets a copy, which is another event.
from dataclasses import replace


def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(replace(event, id=event.id + "-copy"))
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
