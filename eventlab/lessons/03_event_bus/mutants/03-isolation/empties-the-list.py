# The handlers are taken out of the caller's list.
def publish_to_all(handlers, event):
    errors, names = [], []
    while handlers:
        handler = handlers.pop(0)
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
