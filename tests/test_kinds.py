"""Every kind of question: asked, answered, judged by running, and found again the next day.

The questions are those of `kinds/77_all_kinds`, one of each kind; a rule that must hold for all
questions of the course is tried on the lessons' own as well.
"""

import re
from pathlib import Path

import msgspec
import pytest
from told import explanations, secrets

from eventlab.course import content
from eventlab.course import questions as cards
from eventlab.course.card import markup
from eventlab.course.content import ContentError, Lesson, lessons
from eventlab.course.history import history, past
from eventlab.course.kinds import choice, number
from eventlab.course.kinds.choice import One, Output
from eventlab.course.kinds.mend import Mend
from eventlab.course.kinds.number import Number
from eventlab.course.kinds.order import Order
from eventlab.course.kinds.question import shuffled
from eventlab.course.questions import quiz
from eventlab.course.running import number_of

FOLDER = Path(__file__).parent / "kinds" / "77_all_kinds"
KINDS = Lesson(FOLDER)
ALL_KINDS = KINDS.questions
ALL = [q for lesson in (KINDS, *lessons()) for q in (*lesson.questions, *lesson.test)]
EACH = pytest.mark.parametrize("question", ALL, ids=lambda q: q.id)
OURS = pytest.mark.parametrize("question", KINDS.questions, ids=lambda q: q.id)

DRAIN = "def drain(queue):\n    return "
RIGHT_MEND = DRAIN + "[queue.pop(0) for _ in range(len(queue))]"
WRONG = {
    "77-one": [0],
    "77-several": [0, 1],
    "77-order": [0, 2, 1],
    "77-number": "60",
    "77-output": [1],
    "77-typed": "placed\nNone",
    "77-mend": DRAIN + "[queue.pop(0), queue.pop(0), queue.pop(0)]",
}


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()
    monkeypatch.setattr(content, "lessons", lambda: (KINDS, *lessons()))


def ours(id):
    return next(question for question in KINDS.questions if question.id == id)


def right(question):
    """What the page sends for a right answer."""
    if isinstance(question, Order):
        shown = question._shown()
        return [shown.index(i) for i in range(len(shown))]
    if isinstance(question, Number):
        return str(number_of(question.answer))
    if isinstance(question, Mend):
        return RIGHT_MEND if question.id == "77-mend" else question.mended
    if isinstance(question, Output) and question.typed:
        return question.options[question.right()[0]].text
    return [question._shown().index(i) for i in question.right()]


def wrong(question):
    answer = WRONG[question.id]
    if isinstance(question, One | Output) and not getattr(question, "typed", False):
        return [question._shown().index(i) for i in answer]
    if isinstance(question, Order):
        return [question._shown().index(i) for i in answer]
    return answer


def answered(card, answer):
    message = {"action": "answer", "chosen": {"answer": answer, "confidence": [2]}}
    card._handle_custom_msg(message, [])
    return card


def press(card, action, **chosen):
    card._handle_custom_msg({"action": action, "chosen": chosen}, [])
    return card


def shown(card):
    return str(card.view).replace("\\n", "\n")


def tones(card):
    return [block["tone"] for block in card.view if block["block"] == "feedback"]


@EACH
def test_what_is_right_is_found_by_running_and_nothing_in_the_file_contradicts_it(question):
    for variant in question.variants():
        assert [*variant.faults(), *variant.surprises()] == []


@EACH
def test_a_right_answer_is_right_in_every_variant(question):
    for variant in question.variants():
        assert variant.judge(variant.read(right(variant))).right


@EACH
def test_a_question_tells_nothing_before_it_is_answered(question):
    card = cards._QuizCard(question)
    told = re.sub(r"\W+", " ", shown(card) + str(card._repr_mimebundle_()[0]))
    for secret in secrets(question.variant(0)):
        assert re.sub(r"\W+", " ", markup(secret)).strip() not in told
    marks = {o["mark"] for b in card.view for o in b.get("options", ()) if isinstance(o, dict)}
    assert marks <= {""}


@OURS
def test_a_wrong_answer_is_explained_then_a_right_one_taken(question):
    card = quiz(question.id)
    answered(card, wrong(question.variant(0)))
    assert "wrong" in tones(card)
    assert [why for why in explanations(question) if markup(why)[3:-4] in shown(card)]
    for help in ("hint", "steps", "mistakes"):
        press(card, help, answer=wrong(question.variant(0)))
        assert f"of {question.id}" in shown(card)
    answered(card, right(question.variant(0)))
    assert "right" in tones(card)
    assert [event.data["right"] for event in past(question.id) if "right" in event.data] == [
        False,
        True,
    ]


@OURS
@pytest.mark.parametrize("sent", [wrong, right])
def test_an_answer_is_there_again_in_the_next_session(question, sent):
    before = answered(quiz(question.id), sent(question.variant(0)))
    history.cache_clear()
    after = quiz(question.id)
    assert tones(before)[0] == tones(after)[0]
    assert controls(before) == controls(after)


def controls(card):
    kinds = ("choices", "field", "ordering")
    return [block for block in card.view if block["block"] in kinds]


@OURS
@pytest.mark.parametrize("nothing", [None, [], ""])
def test_nothing_is_no_answer(question, nothing):
    card = answered(quiz(question.id), nothing)
    assert tones(card) == ["note"]
    assert past(question.id) == []


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


def test_answered_anew_it_comes_with_other_values_and_is_found_so_again():
    card = answered(quiz("77-number"), "10")
    assert "12 orders come" in shown(card)
    press(card, "again")
    assert "9 orders come" in shown(card)
    assert "tone" not in shown(card)
    answered(card, "21")
    assert [event.data["variant"] for event in past("77-number")] == [0, 1]
    history.cache_clear()
    later = quiz("77-number")
    assert "9 orders come" in shown(later)
    assert "right" in tones(later)
    assert "12 orders come" in shown(press(later, "again"))


def test_confidence_comes_before_the_answer_and_is_kept_with_it():
    card = quiz("77-one")
    press(card, "answer", answer=right(ours("77-one")))
    assert "how sure you are" in shown(card)
    assert past("77-one") == []
    answered(card, wrong(ours("77-one")))
    assert past("77-one")[-1].data["confidence"] == 2
    assert "You were certain" in shown(card)
    group = next(block for block in card.view if block.get("name") == "confidence")
    assert group["locked"]


def test_what_is_written_survives_asking_for_a_hint():
    card = answered(quiz("77-mend"), WRONG["77-mend"])
    press(card, "hint", answer=DRAIN + "queue")
    assert "return queue'" in shown(card)


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


def test_every_wrong_order_is_explained():
    question = ours("77-order")
    for answer in ([0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]):
        judged = question.judge(answer)
        assert not judged.right
        assert any(item.why in judged.say for item in question.items)


@pytest.mark.parametrize("size", range(2, 8))
def test_shuffling_is_stable_and_never_leaves_the_right_order(size):
    for id in ("77-a", "77-b", "77-c"):
        order = shuffled(size, id)
        assert order == shuffled(size, id)
        assert sorted(order) == list(range(size)) != order


def test_the_page_never_gets_the_parts_in_their_right_order_or_numbered_by_it():
    block = controls(quiz("77-order"))[0]
    texts = [markup(item.text) for item in ours("77-order").items]
    assert block["items"] != texts
    assert block["order"] == [0, 1, 2]


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


def test_nothing_is_run_to_show_a_question(monkeypatch):
    def refuse(program):
        raise AssertionError("it was run before the answer")

    monkeypatch.setattr(choice, "output_of", refuse)
    monkeypatch.setattr(number, "number_of", refuse)
    for id in ("77-output", "77-typed", "77-number"):
        assert tones(quiz(id)) == []
