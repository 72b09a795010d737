# The group is raised in `finally`, in the place of Ctrl-C.
def publish_to_all(handlers, event):
    errors, names = [], []
    try:
        for handler in handlers:
            try:
                handler(event)
            except Exception as error:
                errors.append(error)
                names.append(handler.__name__)
    finally:
        if errors:
            raise ExceptionGroup(", ".join(names), errors)
