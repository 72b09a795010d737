"""What is tried last on the learner's `Event`: the keys of its data, at any depth."""

from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, step

from .event import event

TAKES_ANY_KEY = Mistake(
    "takes-any-key",
    "It takes a dict whose keys are no text: JSON has no form for it.",
    "what you do with a dict: look at its keys as well as its values.",
)


@event.fault
def keys_are_text(Event: Any) -> None:
    """A dict with a key that is no text is refused with a TypeError."""
    for key in (b"tea", ("tea", "cup")):
        for data in ({key: 1}, {"counts": {key: 1}}, {"rows": [{key: 1}]}):
            telling.now.steps.clear()  # of what was refused
            step(f"Event('OrderPlaced', {data})")
            try:
                Event("OrderPlaced", data)
            except TypeError:
                continue
            except (ValueError, AttributeError, AssertionError) as error:
                raise Failure("a TypeError", describe(error)) from None
            raise Failure("a TypeError", "the event was made", TAKES_ANY_KEY)
