# A handler that has failed is not called again.
def publish_to_all(handlers, event):
    errors, names, failed = [], [], set()
    for handler in handlers:
        if handler in failed:
            continue
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
            names.append(handler.__name__)
            failed.add(handler)
    if errors:
        raise ExceptionGroup(f"failed: {', '.join(names)}", errors)
