"""What a lesson asks comes from one data file; what is wrong in it is named."""

import importlib
from collections import Counter

import pytest

from eventlab.course.content import ContentError, Lesson, find, lesson_of, lessons, plain
from eventlab.course.content import Question as QuestionType
from eventlab.course.kinds.choice import One

GOOD = """
title = "T"
question = "Q?"
objectives = ["a", "b", "c"]

[[questions]]
id = "77-a"
kind = "one"
concept = "c"
prompt = "p"
hint = "h"
steps = ["s"]
mistakes = ["m"]
options = [{text = "x", why = "y", right = true}, {text = "z", why = "w"}]

[[bets]]
id = "77-bet"
concept = "c"
prompt = "p"
options = [{text = "x", outcome = 1, why = "y"}, {text = "z", outcome = 2, why = "w"}]

[[tasks]]
id = "77-task"
concept = "c"
title = "t"
hints = ["1", "2", "3"]
"""


def lesson_from(tmp_path, text):
    folder = tmp_path / "77_made_up"
    folder.mkdir()
    (folder / "lesson.toml").write_text(text, encoding="utf-8")
    return Lesson(folder)


def test_a_good_file_is_read(tmp_path):
    lesson = lesson_from(tmp_path, GOOD)
    assert [entry.id for entry in lesson.entries] == ["77-a", "77-bet", "77-task"]
    assert lesson.task("77-task").hints == ("1", "2", "3")


@pytest.mark.parametrize(
    ("change", "by", "named"),
    [
        ('hint = "h"', "", ["77-a", "hint"]),
        ('hint = "h"', 'hint = ""', ["77-a", "hint"]),
        ('hint = "h"', 'hint = "h"\nhnit = "h"', ["77-a", "hnit"]),
        ('why = "y", right', 'wy = "y", right', ["77-a", "options[0]", "wy"]),
        (', why = "w"}]\n\n[[bets', "}]\n\n[[bets", ["77-a", "options[1]", "why"]),
        ('kind = "one"', 'kind = "two"', ["77-a", "kind", "two"]),
        ("right = true", "right = false", ["77-a", "options", "exactly one"]),
        (
            '{text = "z", why = "w"}]\n\n[[b',
            '{text = "z", why = "w", right = true}]\n\n[[b',
            ["77-a", "exactly one"],
        ),
        ("outcome = 2", "outcome = 1", ["77-bet", "same outcome"]),
        ('hints = ["1", "2", "3"]', 'hints = ["1"]', ["77-task", "hints"]),
        ('id = "77-task"', 'id = "77-a"', ["77-a", "twice"]),
        ('id = "77-task"', 'id = "78-task"', ["78-task", "77-"]),
        ('id = "77-task"', 'id = "Task"', ["Task", "id"]),
        ('title = "T"', "title = ", ["TOML"]),
        ('title = "T"', "", ["title"]),
    ],
)
def test_an_error_names_file_entry_and_key(tmp_path, change, by, named):
    assert change in GOOD
    with pytest.raises(ContentError) as raised:
        lesson_from(tmp_path, GOOD.replace(change, by, 1))
    for word in ["77_made_up/lesson.toml", *named]:
        assert word in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"lesson\.toml is missing"):
        Lesson(tmp_path)


def test_an_unknown_id_is_answered_with_the_nearest():
    with pytest.raises(LookupError, match="did you mean '03-who-knows'"):
        find("03-who-know", QuestionType)
    with pytest.raises(LookupError, match="no question, bet, myth or task 'zzz'"):
        lesson_of("zzz")


def test_all_lessons_of_the_course_are_well_formed_and_ids_are_unique():
    ids = [entry.id for lesson in lessons() for entry in lesson.entries]
    assert len(lessons()) >= 2
    assert len(ids) == len(set(ids))


def test_neither_place_nor_length_gives_a_right_answer_away():
    asked = [q for lesson in lessons() for q in (*lesson.questions, *lesson.test) if type(q) is One]
    places, longest = Counter(), []
    for question in asked:
        (right,) = question.right()
        if not question.id.startswith("practice-"):  # whose letters are given
            places[question._shown().index(right)] += 1
        texts = [len(option.text) for option in question.options]
        ratio = texts.pop(right) / max(texts)
        assert ratio < 1.4, f"{question.id}: the right answer is {ratio:.1f} times as long"
        longest.append(ratio > 1)
    assert max(places.values()) <= 0.4 * places.total(), f"by place: {places}"
    assert sum(longest) <= 0.4 * len(longest), f"{sum(longest)} of {len(longest)} are the longest"


def test_outcomes_are_compared_as_json():
    assert plain(("stock", "mail")) == plain(["stock", "mail"])


def test_no_module_of_the_course_hides_a_function_of_its_name():
    names = importlib.import_module("eventlab.course").__all__
    for name in names:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"eventlab.course.{name}")
