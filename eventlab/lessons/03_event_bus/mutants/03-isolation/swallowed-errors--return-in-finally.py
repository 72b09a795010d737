# A `return` in `finally` takes the exception away.
def publish_to_all(handlers, event):
    errors, names = [], []
    try:
        for handler in handlers:
            try:
                handler(event)
            except Exception as error:
                errors.append(error)
                names.append(handler.__name__)
        if errors:
            raise ExceptionGroup(", ".join(names), errors)
    finally:
        return None
