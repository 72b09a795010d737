# A plain loop.
def publish_to_all(handlers, event):
    for handler in handlers:
        handler(event)
