# The first handler is looked at before the loop, also when there is none.
def publish_to_all(handlers, event):
    errors, names = [], []
    first = handlers[0]
    for handler in [first, *handlers[1:]]:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
