# Each error takes the place of the one before it.
def publish_to_all(handlers, event):
    problem = None
    for handler in handlers:
        try:
            handler(event)
        except Exception as error:
            problem = error
    if problem:
        raise problem
