# The handlers themselves stand under their names.
def publish_to_all(handlers, event):
    by_name = {handler.__name__: handler for handler in handlers}
    errors, names = [], []
    for name, handler in by_name.items():
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(name)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
