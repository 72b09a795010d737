# One new error for all of them; the first one is its cause.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise RuntimeError(f"failed: {', '.join(names)}") from errors[0]
