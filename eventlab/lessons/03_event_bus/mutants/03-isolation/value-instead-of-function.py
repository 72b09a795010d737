# The function is called in the last line, and its result handed in.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)


publish_to_all = publish_to_all([], None)
