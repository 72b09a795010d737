# An object that is called like a function.
class Publisher:
    def __call__(self, handlers, event):
        errors = []
        for handler in handlers:
            try:
                handler(event)
            except Exception as error:
                errors.append((handler, error))
        if errors:
            message = f"{event.type}: " + ", ".join(h.__qualname__ for h, _ in errors)
            raise ExceptionGroup(message, [e for _, e in errors]) from None


publish_to_all = Publisher()
