"""What a call returns that was to be over when it returned, and is not."""

import inspect


def require_finished(result: object, who: str) -> None:
    """Refuse what has still to be awaited or gone through: nothing of it has run yet.

    Args:
        result: what the call returned.
        who: was called, for the message.

    Raises:
        TypeError: it is a coroutine, or a generator.
    """
    if inspect.iscoroutine(result):
        result.close()
        raise TypeError(f"{who} returned a coroutine, which nobody awaits")
    if inspect.isgenerator(result):
        raise TypeError(f"{who} returned a generator, which nobody runs")
