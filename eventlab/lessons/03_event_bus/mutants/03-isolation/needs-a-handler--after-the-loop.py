# `problem` exists only when the loop has been entered.
def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        problem = None
        try:
            handler(event)
        except Exception as error:
            problem = error
            errors.append(error)
            names.append(handler.__name__)
    if errors or problem:
        raise ExceptionGroup(", ".join(names), errors)
