"""quiz() against a bare widget that shows the same, with a long history to look through."""

import os
import tempfile
from collections.abc import Iterator
from operator import sub
from time import perf_counter
from typing import Any

import anywidget
import traitlets

from benchmarks.ratio import Row, in_turns, row, timed
from eventlab.course.content import lessons
from eventlab.course.kinds import Question
from eventlab.course.learner.history import history, record
from eventlab.course.questions import quiz

REACH = 50.0  # ms until a question shows
EVENTS = 1_000  # what a learner has done by the end of the course
TURNS = 21


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
        yield from (shown(kind, question.id) for kind, question in kinds.items())
    history.cache_clear()
    os.environ.pop("EVENTLAB_HOME")
    if before is not None:
        os.environ["EVENTLAB_HOME"] = before


def shown(kind: type[Question], id: str) -> Row:
    """Compare for one question."""
    view = quiz(id).view
    bare, ours = (
        timed(work, clock=perf_counter) for work in (lambda: Bare(view=view), lambda: quiz(id))
    )
    found = in_turns({"a bare widget": bare, "eventlab": ours}, TURNS, by=sub)
    return row(f"show a question: {kind.__name__.lower()}", found, REACH, above=True)
