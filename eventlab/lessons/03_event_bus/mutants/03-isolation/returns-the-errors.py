# The errors are returned instead of raised.
def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
    return errors
