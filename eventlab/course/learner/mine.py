"""my_events: the learner's own history, for projections of their own."""

from collections.abc import Iterator

from eventlab.course.learner.history import History, history, home
from eventlab.course.learner.understood import Understood
from eventlab.store import EventStore, Recorded

_PAGE = 100  # events read at once: no reader keeps the other notebooks from writing for long


def my_events() -> EventStore:
    """Open your own learning history as an event store, to read from or to project.

    Each thing that was asked has a stream of its own, with its id for a name, which is also the
    `subject` of its events. The events come in the newest version of their payload; those in
    brackets may lack:

    - `LessonOpened`: nothing; the stream is the lesson's name.
    - `BetMade`: `chosen`, the number of the option, and `confidence`: 0 is a guess, 1 fairly sure,
      2 certain.
    - `BetSettled`: `right`, `chosen`, and `happened`, the outcome of the run.
    - `QuestionAnswered`: `right`, `chosen`, [`variant`], [`confidence`].
    - `MythJudged`: `right`, and `stand`: "defend" or "attack".
    - `ExerciseChecked`: `verdict`: "passed", "failed" or "not attempted"; [`mistake`], its name.
    - `HelpTaken`: `help`: "hint", "steps", "mistakes" or "solution".

    It only reads: `append` raises an `io.UnsupportedOperation`. No file is held open, so other
    notebooks go on writing, and what they write is there for the next read. What still waits for a
    full or locked disk is not.

    Raises:
        OSError: the history cannot be read, and why (while reading).
    """
    return Understood(Pages(history(home())))


class Pages:
    """The store as it is on the disk, read a page at a time, and closed in between.

    Args:
        kept: whose it is.
    """

    def __init__(self, kept: History) -> None:
        self._history = kept

    def read(self, stream: str, *, after: int = 0) -> Iterator[Recorded]:
        """Yield the events of a stream, in order."""
        while found := self._history.page(stream, after, _PAGE):
            yield from found
            after = found[-1].version

    def read_all(self, *, after: int = 0) -> Iterator[Recorded]:
        """Yield the events of all streams, by their positions."""
        while found := self._history.page(None, after, _PAGE):
            yield from found
            after = found[-1].position
