"""The checks of every lesson, in the helper process and against all mistakes that are known.

What each lesson's mutants, variants and exercise must be like, `eventlab validate` says, and
`test_validate.py` runs it. To write the mutants' messages anew after a change, and then read the
difference::

    eventlab validate 03_event_bus --golden
"""

import io
import sys

import pytest
from hostile import SUBMISSIONS

from eventlab.course import mistakes, shapes, watching
from eventlab.course.content import lessons
from eventlab.course.grading import Mistake, judge
from eventlab.course.sandbox import judge_apart
from eventlab.course.submissions import checks_of, submissions, tasks

LESSONS = [lesson.name for lesson in lessons()]
MUTANTS = [mutant for lesson in LESSONS for mutant in submissions(lesson, "mutants")]


def test_every_mistake_that_any_task_can_name_is_seen_somewhere():
    nameable = {m.name for m in vars(mistakes).values() if type(m) is Mistake}
    assert vars(shapes)["RESULT"].name in nameable
    seen = {one.mistake for one in MUTANTS} | {one.mistake for one in SUBMISSIONS}
    assert nameable - seen == set()


@pytest.fixture(autouse=True)
def nobody_types(monkeypatch):
    """The helper process has an empty stdin; so have the checks when they run without it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine that runs other tests as well may give a helper very little of itself."""
    monkeypatch.setattr(watching, "PATIENCE", 60.0)


@pytest.mark.parametrize("kind", ["mutants", "variants"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_helper_process_says_the_same_as_the_checks_alone(lesson, kind):
    for task in tasks(lesson).values():
        submission = next(one for one in submissions(lesson, kind) if one.task is task)
        apart = judge_apart(checks_of(lesson), task.id, submission.make())
        assert apart == judge(task, submission.make)
