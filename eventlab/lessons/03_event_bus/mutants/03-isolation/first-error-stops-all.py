# A plain loop: nothing keeps an error from leaving it.
def publish_to_all(handlers, event):
    for handler in handlers:
        handler(event)
