# A handler that failed is taken out of the caller's list.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in list(handlers):
        try:
            handler(event)
        except Exception as error:
            handlers.remove(handler)
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
