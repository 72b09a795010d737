# The errors are only printed.
def publish_to_all(handlers, event):
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            print(f"{handler.__name__} failed: {error}")
