"""What is judged by running it: numbers, outputs and mends; and what is wrong with a question."""

import msgspec
import pytest
from asking import (
    DRAIN,
    FOLDER,
    KINDS,
    RIGHT_MEND,
    answered,
    ours,
    settled,
    shown,
    tones,
)

from eventlab.course import content, lint
from eventlab.course.content import ContentError, Lesson, lessons
from eventlab.course.kinds.choice import Output
from eventlab.course.kinds.mend import Mend
from eventlab.course.kinds.number import Number
from eventlab.course.learner.history import history, past
from eventlab.course.questions import quiz


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()
    monkeypatch.setattr(content, "lessons", lambda: (KINDS, *lessons()))


@pytest.mark.parametrize("text", ["twelve", "1,250", "nan", "inf", "1e999", "--3"])
def test_what_is_no_number_is_said_to_be_none(text):
    card = answered(quiz("77-number"), text)
    assert "is no number" in shown(card)
    assert past("77-number") == []


@pytest.mark.parametrize("text", ["10", "10.4", " 10 orders ", "9.5", "1e1"])
def test_a_number_within_its_tolerance_is_right(text):
    assert "right" in tones(answered(quiz("77-number"), text))


@pytest.mark.parametrize(
    ("text", "said"), [("10.6", "less than"), ("9.4", "more than"), ("2", "one minute")]
)
def test_another_number_is_not(text, said):
    card = answered(quiz("77-number"), text)
    assert "wrong" in tones(card)
    assert said in shown(card)


def test_a_mend_that_never_ends_is_stopped_and_one_that_does_the_same_is_right():
    card = quiz("77-mend")
    while "No verdict" in shown(card) or not tones(card):  # the machine had no time for it
        answered(card, "def drain(queue):\n    while True:\n        pass")
    assert "never-ends" in shown(card)
    assert "right" in tones(answered(card, RIGHT_MEND))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("def drain(queue)\n    return queue", "line 1"),
        (DRAIN + "sorted(queue)[::-1]", "It sorts the wrong way"),
        (DRAIN + "queue[:2]", "Expected: [[1, 2, 3], []]"),
        (DRAIN + "queue.nothing", "AttributeError"),
        ("import os\nos._exit(3)", "ends"),
    ],
)
def test_a_wrong_mend_is_known_by_what_it_does(lines, said):
    card = answered(quiz("77-mend"), lines)
    assert "wrong" in tones(card)
    assert said in shown(card)


def test_lines_that_were_not_changed_are_no_mend():
    card = answered(quiz("77-mend"), ours("77-mend").code)
    assert "Change the lines first" in shown(card)
    assert past("77-mend") == []


@pytest.mark.parametrize(
    "typed", ["placed\nIndexError", " placed \n\nIndexError: pop from empty list\n"]
)
def test_a_typed_output_is_read_as_it_is_meant(typed):
    assert "right" in tones(answered(quiz("77-typed"), typed))


def test_an_unknown_wrong_output_is_answered_with_what_the_run_printed_only_when_solved():
    card = answered(quiz("77-typed"), "placed")
    assert "go through it line by line" in shown(card)
    assert "Run just now" not in shown(card)
    assert "Run just now" in shown(answered(card, "placed\nIndexError"))


def test_a_set_of_options_of_which_none_or_several_are_printed_is_refused():
    for text in ("none of it", "stock mail\nmail", "mail stock"):
        raw = msgspec.to_builtins(ours("77-output"))
        raw["options"][0]["text"] = text
        changed = msgspec.convert(raw, Output)
        assert any("exactly one must be" in fault for fault in changed.variant(0).surprises())
    raw = msgspec.to_builtins(ours("77-output"))
    raw["options"][1]["text"] = " stock  mail".replace("  ", " ")
    assert list(msgspec.convert(raw, Output).variant(0).surprises())


def test_numbers_and_mends_that_cannot_be_told_apart_are_refused():
    raw = msgspec.to_builtins(ours("77-number"))
    raw["wrong"][0]["answer"] = "$come - 2"
    assert "told apart" in "".join(msgspec.convert(raw, Number).variant(0).surprises())
    raw = msgspec.to_builtins(ours("77-mend"))
    raw["wrong"][0]["code"] = RIGHT_MEND
    assert "wrong[0]" in "".join(msgspec.convert(raw, Mend).surprises())
    raw["mended"] = raw["code"]
    faults = "".join(msgspec.convert(raw, Mend).surprises())
    assert "it is not broken" in faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes = 7}", "minuts = 7}", "vary[1]: no value for $minutes"),
        ("minutes = 7}", "minutes = 7, more = 1}", "vary[1]: no text has a $more"),
        ("$come orders come", "5 $ and $come orders come", "a dollar sign is written $$"),
        ('text = "Do the work."', 'text = "Acknowledge."', "two have the same text"),
        ('kind = "mend"', 'kind = "number"', "77-mend"),
        ("typed = true", "typd = true", "typd"),
    ],
)
def test_a_fault_in_a_question_is_named(tmp_path, old, new, said):
    text = (FOLDER / "lesson.toml").read_text(encoding="utf-8")
    assert old in text
    folder = tmp_path / "77_all_kinds"
    folder.mkdir()
    (folder / "lesson.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        Lesson(folder)
    assert said in str(raised.value)


def test_the_lint_runs_every_variant(tmp_path):
    text = (FOLDER / "lesson.toml").read_text(encoding="utf-8")
    folder = tmp_path / "77_all_kinds"
    folder.mkdir()
    changed = text.replace('{text = "$first mail"', '{text = "stock mail"')
    assert changed != text
    (folder / "lesson.toml").write_text(changed, encoding="utf-8")
    found = [fault for fault in lint.lint(Lesson(folder), tmp_path) if "exactly one" in fault]
    assert len(found) == 1
    assert found[0].startswith("77_all_kinds/lesson.toml, 77-output, variant 1: ")


MENDED = {
    "an error where nothing waits": """
def handle_next(waiting):
    try:
        event = waiting.popleft()
    except IndexError:
        return
    handle(event)
""",
    "a length, and a loop that is left": """
def handle_next(waiting):
    while len(waiting) > 0:
        event = waiting[0]
        del waiting[0]
        return handle(event)
""",
    "turned about": """
def handle_next(waiting):
    waiting.reverse()
    events = [waiting.pop()] if waiting else []
    waiting.reverse()
    for event in events:
        handle(event)
""",
}
SPOILED = {
    "forgets the others": (
        "def handle_next(waiting):\n    if waiting:\n        handle(waiting.popleft())\n"
        "        waiting.clear()",
        "Happened",
    ),
    "answers instead of handling": (
        "def handle_next(waiting):\n    return waiting.popleft() if waiting else None",
        "does nothing with it",
    ),
    "handles nothing in a quiet hour": (
        "def handle_next(waiting):\n    handle(waiting.popleft() if waiting else None)",
        "hands `None`",
    ),
}


@pytest.mark.parametrize("way", MENDED)
def test_a_consumer_can_be_mended_in_more_than_one_way(way):
    assert settled(content.find("13-mend", Mend), MENDED[way]).right


@pytest.mark.parametrize("way", SPOILED)
def test_a_consumer_that_is_mended_wrongly_is_not_taken(way):
    lines, said = SPOILED[way]
    judged = settled(content.find("13-mend", Mend), lines)
    assert not judged.right
    assert said in judged.say + judged.shown
