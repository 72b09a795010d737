# `except BaseException` catches Ctrl-C as well.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except BaseException as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise BaseExceptionGroup(", ".join(names), errors)
