# Head and tail: call the first, then the rest, and join what was raised.
def publish_to_all(handlers, event):
    failed = run(tuple(handlers), event)
    if failed:
        raise ExceptionGroup(
            "\n".join(f"{handler.__name__}: {error}" for handler, error in failed),
            [error for _, error in failed],
        )


def run(handlers, event):
    if not handlers:
        return []
    first, *rest = handlers
    try:
        first(event)
        mine = []
    except Exception as error:
        mine = [(first, error)]
    return mine + run(rest, event)
