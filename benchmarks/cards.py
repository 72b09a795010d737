"""quiz() against a bare widget that shows the same, with a long history to look through."""

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import anywidget
import traitlets

from benchmarks.ratio import Row, compare
from eventlab.course.content import lessons
from eventlab.course.kinds import Question
from eventlab.course.learner.history import history, record
from eventlab.course.questions import quiz

REACH = 50.0  # ms until a question shows
EVENTS = 1_000  # what a learner has done by the end of the course
ROUNDS = 21


class Bare(anywidget.AnyWidget):
    _esm = "export default {}"
    view: traitlets.List[Any] = traitlets.List().tag(sync=True)


def measure() -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a few seconds."""
    kinds: dict[type[Question], Question] = {}
    for lesson in lessons():
        for question in lesson.questions:
            kinds.setdefault(type(question), question)
    before = os.environ.get("EVENTLAB_HOME")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["EVENTLAB_HOME"] = folder
        history.cache_clear()
        for _ in range(EVENTS):
            record("QuestionAnswered", "00-another", chosen=[0], right=True)
        yield from (row(kind, question.id) for kind, question in kinds.items())
    history.cache_clear()
    os.environ.pop("EVENTLAB_HOME")
    if before is not None:
        os.environ["EVENTLAB_HOME"] = before


def row(kind: type[Question], id: str) -> Row:
    """Compare for one question."""
    view = quiz(id).view
    limit, ours = compare(lambda: Bare(view=view), lambda: quiz(id), ROUNDS, by=lambda a, b: a - b)
    return Row(f"show a question: {kind.__name__.lower()}", limit * 1e6, ours * 1e6, REACH, True)
