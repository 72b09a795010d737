"""What is firm and what is due follows from the history, and is drawn as it is told."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chance import assert_legible

from eventlab.course.content import Lesson, lessons
from eventlab.course.facts import fact
from eventlab.course.learner.history import History
from eventlab.course.learner.read_model import fold as fold_events
from eventlab.course.learner.standing import Progress
from eventlab.course.learner.standing_picture import MARKS, standing_picture

OLD = Path(__file__).parent / "data" / "history-1.db"
BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
LESSON = """
title = "Made up"
question = "Does it fold?"
objectives = ["One.", "Two.", "Three."]
[[bets]]
id = "07-bet"
concept = "order"
prompt = "Which comes first?"
options = [{text = "a", outcome = 1, why = "a"}, {text = "b", outcome = 2, why = "b"}]
[[questions]]
id = "07-ask"
kind = "one"
concept = "order"
prompt = "Which?"
hint = "h"
steps = ["s"]
mistakes = ["m"]
options = [{text = "a", why = "a", right = true}, {text = "b", why = "b"}]
[[myths]]
id = "07-myth"
concept = "myths"
claim = "Always."
stand = "attack"
truth = "No."
boundary = "Here."
[[tasks]]
id = "07-do"
concept = "doing"
title = "Do it"
hints = ["1", "2", "3"]
"""
RIGHT, WRONG = {"right": True, "chosen": [0]}, {"right": False, "chosen": [1]}
PASSED, FAILED = {"verdict": "passed"}, {"verdict": "failed", "mistake": "sorts-by-clock"}


@pytest.fixture
def progress(tmp_path):
    folder = tmp_path / "07_made_up"
    folder.mkdir()
    (folder / "lesson.toml").write_text(LESSON, encoding="utf-8")
    lesson = Lesson(folder)

    def fold(*happened, days=0.0):
        """Fold what happened, given as (day, type, subject, data), and look after some days."""
        events = []
        for day, type, subject, data in happened:
            event = fact(type, subject, data)
            object.__setattr__(event, "time", BEGIN + timedelta(days=day))
            events.append(event)
        return Progress([lesson], fold_events(events), BEGIN + timedelta(days=days))

    return fold


def answer(day, data):
    return day, "QuestionAnswered", "07-ask", data


def check(day, data):
    return day, "ExerciseChecked", "07-do", data


def concept(found, name):
    return next(c for c in found.concepts if c.name == name)


def due(found):
    return [standing.entry.id for standing in found.again()]


def test_only_what_was_opened_is_shown(progress):
    assert progress().concepts == []
    opened = progress((0, "LessonOpened", "07_made_up", {}))
    assert {c.state for c in opened.concepts} == {"not tried"}
    assert [lesson.title for lesson in opened.opened] == ["Made up"]


def test_an_answer_is_firm_when_it_was_right_at_the_first_try(progress):
    assert concept(progress(answer(0, RIGHT)), "order").state == "firm"


def test_an_answer_that_was_right_in_the_end_is_not_firm_until_another_day(progress):
    tries = [answer(0, WRONG), answer(0.01, RIGHT)]
    assert concept(progress(*tries), "order").state == "not firm"
    assert concept(progress(*tries, answer(1, RIGHT)), "order").state == "firm"


def test_a_right_answer_with_help_is_not_firm(progress):
    help = (0, "HelpTaken", "07-ask", {"help": "hint"})
    assert concept(progress(help, answer(0.01, RIGHT)), "order").state == "not firm"
    assert concept(progress(help, answer(1, RIGHT)), "order").state == "firm"


def test_reading_the_steps_after_a_right_answer_takes_nothing_away(progress):
    read = (0.01, "HelpTaken", "07-ask", {"help": "steps"})
    found = progress(answer(0, RIGHT), read, answer(0.02, RIGHT))
    assert concept(found, "order").state == "firm"


def test_a_wrong_answer_is_due_at_once_and_takes_the_firmness(progress):
    found = progress(answer(0, RIGHT), answer(1, WRONG), days=1)
    assert concept(found, "order").state == "not firm"
    assert due(found) == ["07-ask"]
    assert found.reopen().title == "Made up"


def test_a_task_may_take_many_tries_and_hints_but_not_the_solution(progress):
    hint, solution = ((0, "HelpTaken", "07-do", {"help": h}) for h in ("hint", "solution"))
    tries = [check(0, FAILED), hint, check(0.01, FAILED), check(0.02, PASSED)]
    assert concept(progress(*tries), "doing").state == "firm"
    assert concept(progress(solution, *tries), "doing").state == "not firm"
    assert concept(progress(solution, *tries, check(1, PASSED)), "doing").state == "firm"


def test_a_stub_is_no_try_and_a_failure_is_known_by_its_mistake(progress):
    stub = check(0, {"verdict": "not attempted"})
    assert concept(progress(stub), "doing").state == "not tried"
    [standing] = progress(check(0, FAILED)).again()
    assert standing.mistake == "sorts-by-clock"


@pytest.mark.parametrize("firm", range(9))
def test_the_time_to_the_next_review_doubles_up_to_sixty_four_days(progress, firm):
    happened, day = [answer(0, RIGHT)], 0
    for n in range(firm):
        day += 2 ** min(n, 6)
        happened.append(answer(day, RIGHT))
    pause = min(2**firm, 64)
    assert due(progress(*happened, days=day + pause - 0.1)) == []
    assert due(progress(*happened, days=day + pause)) == ["07-ask"]


def test_a_review_before_it_is_due_moves_nothing(progress):
    early = [answer(0, RIGHT), answer(0.5, RIGHT), answer(0.9, RIGHT)]
    assert due(progress(*early, days=1)) == ["07-ask"]


def test_a_lost_bet_is_no_fault_and_is_never_asked_again(progress):
    lost = (0, "BetSettled", "07-bet", {"right": False, "chosen": 0, "happened": 2})
    assert concept(progress(lost), "order").state == "begun"
    assert concept(progress(lost, answer(0, RIGHT)), "order").state == "firm"
    assert due(progress(lost, days=100)) == []


def test_what_is_wrong_comes_before_what_is_due(progress):
    found = progress((0, "MythJudged", "07-myth", {"right": True, "stand": "attack"}),
                     answer(2, WRONG), days=3)  # fmt: skip
    assert due(found) == ["07-ask", "07-myth"]


def test_confidence_is_held_against_right_and_wrong(progress):
    bets = [
        (0, "BetMade", "07-bet", {"chosen": 0, "confidence": 0}),
        (0, "BetMade", "07-bet", {"chosen": 0, "confidence": 2}),  # changed before the run
        (0, "BetSettled", "07-bet", {"right": False, "chosen": 0, "happened": 2}),
    ]
    found = progress(*bets, answer(0, {**RIGHT, "confidence": 2}), answer(0, RIGHT))
    assert {n: (level.right, level.given) for n, level in found.levels.items()} == {2: (1, 2)}


def test_of_several_answers_in_a_sitting_only_the_first_says_how_well_one_knew(progress):
    sure = {"confidence": 2}
    tries = [answer(0, WRONG | sure), answer(0.01, RIGHT | sure), answer(1, RIGHT | sure)]
    level = progress(*tries).levels[2]
    assert (level.right, level.given) == (1, 2)


def test_what_a_removed_question_left_is_no_trouble(progress):
    gone = (0, "QuestionAnswered", "07-gone", RIGHT)
    assert due(progress(gone, days=9)) == []


@pytest.fixture
def old(tmp_path):
    shutil.copy(OLD, tmp_path / "history.db")
    return History(tmp_path).standings()


def test_a_file_of_an_older_version_counts(old):
    found = Progress(lessons(), old, datetime(2026, 11, 2, 20, tzinfo=UTC))
    assert concept(found, "how checks work").state == "firm"
    assert concept(found, "what event-driven means").state == "not firm"
    assert {n: (level.right, level.given) for n, level in found.levels.items()} == {
        0: (1, 1),
        2: (0, 1),
    }


def test_the_picture_says_the_same_as_its_text_and_its_alt_text(old):
    found = Progress(lessons(), old, datetime(2026, 12, 2, tzinfo=UTC))
    picture = standing_picture(found)
    assert_legible(picture.figure)
    drawn = [text.get_text() for text in picture.figure.axes[0].texts]
    for shown in found.concepts:
        for where in (picture.text, picture.alt, drawn):
            assert shown.name in where
            assert shown.state in where
    for words in ("Certain", "1 to review"):
        assert words in picture.text and words in picture.alt and words in drawn
    assert MARKS["lost"].word in drawn
    assert "1 lost bet" in picture.text


def test_a_long_course_fits_because_lessons_that_are_all_firm_take_one_line(progress, monkeypatch):
    judged = (0, "MythJudged", "07-myth", {"right": True, "stand": "attack"})
    found = progress(answer(0, RIGHT), check(0, PASSED), judged)
    tall = standing_picture(found)
    monkeypatch.setattr("eventlab.course.learner.standing_picture.MOST_ROWS", 2)
    short = standing_picture(found)
    assert short.figure.get_figheight() < tall.figure.get_figheight()
    assert "all firm" in [text.get_text() for text in short.figure.axes[0].texts]
    assert short.text == tall.text
