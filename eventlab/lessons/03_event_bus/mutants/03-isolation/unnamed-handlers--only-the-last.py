# The message is made after the loop, when `handler` is the last one.
def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{handler.__name__} failed", errors)
