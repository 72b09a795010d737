# Yields what each handler returns.
def publish_to_all(handlers, event):
    for handler in handlers:
        yield handler(event)
