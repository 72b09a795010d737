# `return` stands inside the loop.
def publish_to_all(handlers, event):
    for handler in handlers:
        try:
            return handler(event)
        except Exception as error:
            raise ExceptionGroup(handler.__name__, [error])
