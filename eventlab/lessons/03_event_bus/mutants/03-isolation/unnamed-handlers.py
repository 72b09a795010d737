# The message says how many failed, not which.
def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} handlers failed", errors)
