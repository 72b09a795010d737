# Only one kind of error is caught.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except ValueError as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
