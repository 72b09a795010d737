# Each error becomes a RuntimeError with its text.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(RuntimeError(f"{handler.__name__}: {error}"))
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
