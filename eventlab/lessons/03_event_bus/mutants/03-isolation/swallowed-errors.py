# The errors are caught and thrown away.
def publish_to_all(handlers, event):
    for handler in handlers:
        try:
            handler(event)
        except Exception:
            pass
