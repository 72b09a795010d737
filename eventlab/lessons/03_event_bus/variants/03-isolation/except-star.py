# `except*` makes a group of a single error, too.
def publish_to_all(handlers, event):
    errors = []
    failed = []
    for handler in handlers:
        try:
            handler(event)
        except* Exception as group:
            errors.extend(group.exceptions)
            failed.append(repr(handler))
    match errors:
        case []:
            return
        case _:
            raise ExceptionGroup(f"{len(errors)} of {len(handlers)}: {failed}", errors)
