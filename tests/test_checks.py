"""The checks of every lesson, held against what they must reject and what they must not.

A lesson's `mutants/<task>/<mistake>.py` is a wrong solution; its first line says what is wrong, and
`<mistake>.txt` beside it is the message that the learner gets, to the letter. A second form of the
same mistake is `<mistake>--<form>.py`. `variants/<task>/` holds right solutions.

To write the messages anew after a change, and then read the difference::

    EVENTLAB_GOLDEN=write python -m pytest tests/test_checks.py -p no:xdist
"""

import io
import os
import re
import sys

import pytest
from hostile import SUBMISSIONS
from submissions import Submission, checks_of, exercise, lessons, submissions

from eventlab.course import mistakes, shapes
from eventlab.course.content import LESSONS, lesson_of
from eventlab.course.content import lessons as courses
from eventlab.course.grading import Mistake, judge
from eventlab.course.sandbox import judge_apart
from eventlab.course.telling import MOST_LINES, WIDTH

MUTANTS, VARIANTS = list(submissions("mutants")), list(submissions("variants"))
TASKS = [task for tasks in lessons().values() for task in tasks.values()]


def each(found: list[Submission]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("submission", found, ids=[one.id for one in found])


each_task = pytest.mark.parametrize("task", TASKS, ids=[task.id for task in TASKS])
each_lesson = pytest.mark.parametrize("lesson", lessons())


@pytest.fixture(autouse=True)
def nobody_types(monkeypatch):
    """The helper process has an empty stdin; so have the checks when they run without it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@each(MUTANTS)
def test_a_wrong_solution_fails_by_its_name_and_with_its_message(submission):
    verdict = judge(submission.task, submission.make)
    golden = submission.path.with_suffix(".txt")
    if os.environ.get("EVENTLAB_GOLDEN") == "write":
        golden.write_text(verdict.message + "\n", encoding="utf-8", newline="\n")
    assert (verdict.outcome, verdict.mistake) == ("failed", submission.mistake), verdict.message
    assert verdict.message + "\n" == golden.read_text(encoding="utf-8")


@each(VARIANTS)
def test_a_right_solution_passes_whatever_it_looks_like(submission):
    verdict = judge(submission.task, submission.make)
    assert verdict.outcome == "passed", verdict.message


@each(MUTANTS)
def test_a_message_is_short_and_speaks_of_the_learner_s_code_alone(submission):
    lines = submission.path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    assert not re.search(r"0x[0-9a-f]|Traceback|File \"|/|eventlab\.course", "\n".join(lines))


@each(MUTANTS + VARIANTS)
def test_the_first_line_says_what_is_special_about_a_submission(submission):
    assert re.match(r"# \S.*\.\n", submission.path.read_text(encoding="utf-8"))


@each_lesson
def test_the_stub_of_an_exercise_is_not_attempted_and_its_solution_passes(lesson):
    for part, outcome in (("stub", "not attempted"), ("solution", "passed")):
        hand_in = exercise(lesson, part)
        for id, task in lessons()[lesson].items():
            verdict = judge(task, lambda hand_in=hand_in, id=id: hand_in()[id])
            assert (id, verdict.outcome) == (id, outcome), verdict.message


@each_lesson
def test_a_lesson_s_checks_are_for_the_tasks_of_its_data_file(lesson):
    [course] = [course for course in courses() if course.name == lesson]
    assert {task.id for task in course.tasks} == set(lessons()[lesson])


def test_every_lesson_with_tasks_has_checks():
    assert {course.name for course in courses() if course.tasks} == set(lessons())


@each_task
def test_every_task_has_two_right_solutions_that_look_different(task):
    assert sum(submission.task is task for submission in VARIANTS) >= 2


@each_task
def test_every_check_is_what_rejects_some_wrong_solution(task):
    first_lines = [
        " ".join(submission.path.with_suffix(".txt").read_text(encoding="utf-8").split())
        for submission in MUTANTS
        if submission.task is task
    ]
    rejecting = {
        check.promise
        for check in task.checks
        for line in first_lines
        if line.startswith(f"Failed ({check.stage}): {check.promise}")
    }
    assert {check.promise for check in task.checks} - rejecting == set()


@each_lesson
def test_every_mistake_that_a_lesson_s_checks_can_name_has_a_mutant(lesson):
    modules = [module for name, module in sys.modules.items() if name.startswith(checks_of(lesson))]
    nameable = {m.name for module in modules for m in vars(module).values() if type(m) is Mistake}
    ids = set(lessons()[lesson])
    assert nameable - {one.mistake for one in MUTANTS if one.task.id in ids} == set()


def test_every_mistake_that_any_task_can_name_is_seen_somewhere():
    nameable = {m.name for m in vars(mistakes).values() if type(m) is Mistake}
    assert vars(shapes)["RESULT"].name in nameable
    seen = {one.mistake for one in MUTANTS} | {one.mistake for one in SUBMISSIONS}
    assert nameable - seen == set()


@each_task
def test_every_message_belongs_to_a_mutant(task):
    folder = LESSONS / lesson_of(task.id).name / "mutants" / task.id
    assert {path.stem for path in folder.iterdir()} == {path.stem for path in folder.glob("*.py")}


@each_task
def test_the_helper_process_says_the_same_as_the_checks_alone(task):
    checks = checks_of(lesson_of(task.id).name)
    for found in (MUTANTS, VARIANTS):
        submission = next(one for one in found if one.task is task)
        apart = judge_apart(checks, task.id, submission.make())
        assert apart == judge(task, submission.make)
