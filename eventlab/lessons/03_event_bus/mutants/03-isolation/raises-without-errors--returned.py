# The group is returned, also when it would be empty.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    return ExceptionGroup(", ".join(names), errors)
