# A default value is made once, so the list of errors outlives the call.
def publish_to_all(handlers, event, errors=[]):
    names = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
    if names:
        raise ExceptionGroup(", ".join(names), errors)
