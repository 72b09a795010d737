"""What makes a course of it: questions, bets, graders, the learner's history, the tools.

A lesson begins with `from eventlab.course import quiz, predict, reveal`, an exercise with `check`.
The modules bear other names than the functions, so that neither hides the other.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventlab.course.bets import predict as predict
    from eventlab.course.checking import check as check
    from eventlab.course.checking import hint as hint
    from eventlab.course.checking import solution as solution
    from eventlab.course.growing import method_of as method_of
    from eventlab.course.learner.archive import erase_progress as erase_progress
    from eventlab.course.learner.archive import export_progress as export_progress
    from eventlab.course.learner.mine import my_events as my_events
    from eventlab.course.learner.overview import progress as progress
    from eventlab.course.loading import load as load
    from eventlab.course.myths import reveal as reveal
    from eventlab.course.questions import quiz as quiz
    from eventlab.course.sittings import ten_questions as ten_questions

_HOME = {
    "check": "checking",
    "erase_progress": "learner.archive",
    "export_progress": "learner.archive",
    "hint": "checking",
    "solution": "checking",
    "load": "loading",
    "method_of": "growing",
    "my_events": "learner.mine",
    "predict": "bets",
    "progress": "learner.overview",
    "quiz": "questions",
    "reveal": "myths",
    "ten_questions": "sittings",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'eventlab.course' has no attribute {name!r}")
    value = getattr(import_module(f"eventlab.course.{_HOME[name]}"), name)
    globals()[name] = value
    return value
