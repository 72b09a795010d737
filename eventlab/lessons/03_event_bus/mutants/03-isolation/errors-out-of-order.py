# The errors are put in front of those before them.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.insert(0, error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
