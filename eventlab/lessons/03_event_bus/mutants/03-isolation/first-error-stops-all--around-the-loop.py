# The `try` stands around the loop, not around the call.
def publish_to_all(handlers, event):
    errors, names = [], []
    try:
        for handler in handlers:
            handler(event)
    except Exception as error:
        errors.append(error)
        names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
