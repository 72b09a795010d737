# A group class of its own, and a helper that turns raising into returning.
class HandlersFailed(ExceptionGroup):
    def derive(self, exceptions):
        return HandlersFailed(self.message, exceptions)


def attempt(handler, event):
    try:
        handler(event)
    except Exception as error:
        return error
    return None


def publish_to_all(handlers, event):
    results = [(handler.__name__, attempt(handler, event)) for handler in handlers]
    errors = [error for _, error in results if error is not None]
    if errors:
        names = [name for name, error in results if error is not None]
        raise HandlersFailed(f"{len(errors)} handlers failed: {names}", errors)
