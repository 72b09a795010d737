# A group for each error, and a group around them.
def publish_to_all(handlers, event):
    groups = []
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            groups.append(ExceptionGroup(handler.__name__, [error]))
    if groups:
        raise ExceptionGroup("several handlers failed", groups)
