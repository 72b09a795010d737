# Sorts the handlers by their place, and finds for both the first.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in sorted(handlers, key=handlers.index):
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(f"failed: {', '.join(names)}", errors)
