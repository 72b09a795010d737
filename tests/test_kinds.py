"""Every kind of question: asked, answered, judged by running, and found again the next day.

The questions are those of `kinds/77_all_kinds`, one of each kind; a rule that must hold for all
questions of the course is tried on the lessons' own as well.
"""

import re

import pytest
from asking import DRAIN, KINDS, WRONG, answered, controls, ours, press, right, shown, tones, wrong
from told import explanations, secrets

from eventlab.course import content
from eventlab.course import questions as cards
from eventlab.course.card import markup
from eventlab.course.content import lessons
from eventlab.course.kinds import choice, number
from eventlab.course.kinds.question import shuffled
from eventlab.course.learner.history import history, past
from eventlab.course.questions import quiz

ALL = [q for lesson in (KINDS, *lessons()) for q in (*lesson.questions, *lesson.test)]
EACH = pytest.mark.parametrize("question", ALL, ids=lambda q: q.id)
OURS = pytest.mark.parametrize("question", KINDS.questions, ids=lambda q: q.id)


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()
    monkeypatch.setattr(content, "lessons", lambda: (KINDS, *lessons()))


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


@OURS
@pytest.mark.parametrize("nothing", [None, [], ""])
def test_nothing_is_no_answer(question, nothing):
    card = answered(quiz(question.id), nothing)
    assert tones(card) == ["note"]
    assert past(question.id) == []


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


def test_nothing_is_run_to_show_a_question(monkeypatch):
    def refuse(program):
        raise AssertionError("it was run before the answer")

    monkeypatch.setattr(choice, "output_of", refuse)
    monkeypatch.setattr(number, "number_of", refuse)
    for id in ("77-output", "77-typed", "77-number"):
        assert tones(quiz(id)) == []
