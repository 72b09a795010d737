# The list is changed while it is walked, so every second handler is skipped.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        handlers.remove(handler)
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
