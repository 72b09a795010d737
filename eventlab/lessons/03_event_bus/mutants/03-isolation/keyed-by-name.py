# The errors stand under the handlers' names, and a name may come twice.
def publish_to_all(handlers, event):
    failed = {}
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            failed[handler.__name__] = error
    if failed:
        raise ExceptionGroup(", ".join(failed), list(failed.values()))
