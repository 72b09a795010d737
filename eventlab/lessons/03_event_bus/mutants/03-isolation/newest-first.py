# The list is worked off from its end.
def publish_to_all(handlers, event):
    failed = {}
    for handler in reversed(handlers):
        try:
            handler(event)
        except Exception as error:
            failed[handler.__name__] = error
    if failed:
        raise ExceptionGroup(", ".join(failed), list(failed.values()))
