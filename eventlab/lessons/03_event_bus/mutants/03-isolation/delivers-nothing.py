# The handlers are listed, and never called.
def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            handler
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("failed", errors)
