# any() stops as soon as something is true.
def publish_to_all(handlers, event):
    errors = []

    def call(handler):
        try:
            handler(event)
        except Exception as error:
            errors.append(error)
        return True

    any(call(handler) for handler in handlers)
    if errors:
        raise ExceptionGroup(f"{len(errors)} failed", errors)
