# The errors stand under the handler's place in the list.
def publish_to_all(handlers, event):
    failed = {}
    for place, handler in enumerate(handlers):
        try:
            handler(event)
        except Exception as error:
            failed[place] = error
    if failed:
        names = " and ".join(handlers[place].__name__ for place in failed)
        raise ExceptionGroup(f"{names} failed on {event.type}", [*failed.values()])
