# The message names only the first handler that failed.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(names[0], errors)
