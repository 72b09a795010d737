# A handler that returns something true ends the loop.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            if handler(event):
                break
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
