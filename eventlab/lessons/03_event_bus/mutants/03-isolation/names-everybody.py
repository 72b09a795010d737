# The message lists all handlers.
def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
    if errors:
        names = ", ".join(handler.__name__ for handler in handlers)
        raise ExceptionGroup(f"some of {names} failed", errors)
