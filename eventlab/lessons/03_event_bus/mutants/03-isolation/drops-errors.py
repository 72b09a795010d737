# The group holds the last error only.
def publish_to_all(handlers, event):
    names = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            names.append(handler.__name__)
            errors = [error]
    if names:
        raise ExceptionGroup(", ".join(names), errors)
