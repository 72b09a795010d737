# A handler that returns False ends the loop.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            if handler(event) is False:
                break
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
