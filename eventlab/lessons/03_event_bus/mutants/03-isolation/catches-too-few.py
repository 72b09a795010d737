# Only some kinds of error are caught.
class OutOfPaper(Exception):
    pass


def publish_to_all(handlers, event):
    errors, names = [], []
    for handler in handlers:
        try:
            handler(event)
        except (ValueError, KeyError, RuntimeError) as error:
            errors.append(error)
            names.append(handler.__name__)
        except Exception as error:
            if type(error).__name__ not in ("OutOfPaper", "Declined"):
                raise
            errors.append(error)
            names.append(handler.__name__)
    if errors:
        raise ExceptionGroup(", ".join(names), errors)
