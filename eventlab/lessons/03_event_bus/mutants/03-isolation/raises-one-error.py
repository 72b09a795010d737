# Only the first of the errors is raised.
def publish_to_all(handlers, event):
    errors = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]
