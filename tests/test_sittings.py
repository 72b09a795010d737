"""The five practice questions, and the ten of the test before and after the course."""

import pytest
from asking import press, right, shown

from eventlab.course import card as cards
from eventlab.course.content import find, lessons
from eventlab.course.kinds import Question
from eventlab.course.kinds.number import Number
from eventlab.course.learner.history import history, past
from eventlab.course.sittings import MARKS, ten_questions

TEST = [question for lesson in lessons() for question in lesson.test]
PRACTICE = [find(f"practice-{number}", Question) for number in range(1, 6)]


@pytest.fixture(autouse=True)
def fresh_history(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()


def test_the_practice_questions_keep_their_letters_and_grow_harder():
    letters = ["ABCD"[question.right()[0]] for question in PRACTICE]
    assert letters == ["A", "D", "C", "A", "B"]
    assert [question.level for question in PRACTICE] == ["easy", "easy", "medium", "medium", "hard"]
    for question in PRACTICE:
        assert len(question.options) == 4
        assert not question.shuffle
        assert not question.vary
        assert question.confidence
        assert question._shown() == [0, 1, 2, 3]


def test_question_four_says_both_faults_and_three_and_four_name_the_deque():
    fourth = PRACTICE[3]
    for words in (fourth.options[0].why, fourth.options[3].why, " ".join(fourth.steps)):
        assert "pop()" in words
        assert "newest" in words
    assert "IndexError" in fourth.options[0].why
    for question in PRACTICE[2:4]:
        assert "O(n)" in " ".join(question.steps)
        assert "collections.deque" in " ".join(question.steps)


def test_ten_questions_of_three_levels_ask_for_ten_concepts():
    assert len(TEST) == 10
    assert [question.level for question in TEST] == ["easy"] * 3 + ["medium"] * 4 + ["hard"] * 3
    assert len({question.concept for question in TEST}) == len({q.lesson for q in TEST}) == 10


def test_before_and_after_ask_for_the_same_with_other_values():
    for question in TEST:
        before, after = question.variants()
        assert (before.concept, type(before)) == (after.concept, type(after))
        assert before.asked() + str(before.twin()) != after.asked() + str(after.twin())


def sit(card, wrong=(), unknown=(), variant=0, sure=2):
    """Answer all ten, some of them wrongly or not at all."""
    for number, question in enumerate(TEST):
        asked = question.variant(variant)
        assert cards.markup(asked.asked()) in [block.get("html") for block in card.view]
        if number in unknown:
            press(card, "unknown")
        else:
            sent = false(asked) if number in wrong else right(asked)
            press(card, "next", answer=sent, confidence=[sure])
    return card


def false(question):
    if isinstance(question, Number):
        return "-77"
    return [i for i in range(len(question.options)) if i not in right(question)]


def table(card, caption):
    return next(b for b in card.view if b["block"] == "table" and caption in b["caption"])


def test_nothing_is_told_before_the_last_answer():
    card = ten_questions("before")
    for number, question in enumerate(TEST):
        told = shown(card) + str(card._repr_mimebundle_()[0])
        for part in (getattr(question.variant(0), name, ()) for name in ("options", "wrong")):
            assert [p.why for p in part if cards.markup(p.why) in told] == []
        assert "tone" not in told
        press(card, "next", answer=right(question.variant(0)), confidence=[0])
        assert ("10 of 10 right" in shown(card)) == (number == 9)


def test_the_result_tells_per_concept_what_is_firm_and_where_it_is_taught():
    card = sit(ten_questions("before"), wrong=[4], unknown=[7])
    rows = table(card, "How firm")["rows"]
    assert [row[2] for row in rows] == [MARKS[number not in (4, 7)] for number in range(10)]
    assert list(rows[4]) == ["schema compatibility", "medium", "✕ not yet", "05_payloads"]
    assert "8 of 10 right" in shown(card)
    advice = next(b["html"] for b in card.view if "Take your time" in b.get("html", ""))
    assert "05_payloads" in advice
    assert "08_failure" in advice
    assert "01_events" not in advice
    assert table(card, "How sure")["rows"] == [("certain", "8 of 9")]


def test_nobody_is_sent_to_a_lesson_that_is_still_to_come():
    there = {lesson.name for lesson in lessons()}
    card = sit(ten_questions("before"), unknown=range(10))
    for question, row in zip(TEST, table(card, "How firm")["rows"], strict=True):
        to_come = question.lesson not in there
        assert row[-1] == question.lesson + " (in preparation)" * to_come
        advice = next(b["html"] for b in card.view if "Take your time" in b.get("html", ""))
        assert (f"<code>{question.lesson}</code>" in advice) != to_come


def test_an_answer_not_known_is_kept_as_none_and_counts_for_no_confidence():
    sit(ten_questions("before"), unknown=range(10))
    events = past(*(question.id for question in TEST))
    assert {event.data["chosen"] for event in events} == {None}
    assert {event.data["right"] for event in events} == {False}
    assert not any(event.data.get("confidence") for event in events)


def test_after_the_course_both_results_stand_side_by_side():
    sit(ten_questions("before"), wrong=[0, 1, 2])
    card = sit(ten_questions("after"), wrong=[2], variant=1)
    block = table(card, "How firm")
    assert list(block["header"]) == ["Concept", "Level", "Before", "After", "Taught in"]
    assert [list(row[2:4]) for row in block["rows"][:4]] == [
        [MARKS[False], MARKS[True]],
        [MARKS[False], MARKS[True]],
        [MARKS[False], MARKS[False]],
        [MARKS[True], MARKS[True]],
    ]
    (picture,) = [block for block in card.view if block["block"] == "picture"]
    assert "facts and commands: before not yet, after right" in picture["twin"]
    assert 'alt="Before the course 7 of 10 right, after it 9.' in picture["html"]
    step = cards.markup(TEST[2].variant(1).steps[1])[3:-4]
    assert step not in shown(card)
    assert step in shown(press(card, "explain"))


def test_without_a_test_before_the_course_it_says_so():
    card = sit(ten_questions("after"), variant=1)
    assert {row[2] for row in table(card, "How firm")["rows"]} == {MARKS[None]}
    assert "All ten are right." in shown(card)
    assert "picture" not in {block["block"] for block in card.view}


def test_it_goes_on_where_it_was_left():
    card = ten_questions("before")
    press(card, "next", answer=right(TEST[0].variant(0)), confidence=[1])
    history.cache_clear()
    assert "Question 2 of 10" in shown(ten_questions("before"))
    assert "Question 1 of 10" in shown(ten_questions("after"))


def test_taken_again_the_last_result_counts():
    card = sit(ten_questions("after"), wrong=[0], variant=1)
    assert "9 of 10 right" in shown(card)
    press(card, "again")
    sit(card, variant=1)
    assert "10 of 10 right" in shown(card)
    history.cache_clear()
    assert "10 of 10 right" in shown(ten_questions("after"))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [({}, "first"), ({"confidence": [1]}, "first"), ({"answer": [0]}, "how sure you are")],
)
def test_a_missing_part_of_an_answer_is_named_and_nothing_recorded(chosen, said):
    card = press(ten_questions("before"), "next", **chosen)
    assert said in shown(card)
    assert past(TEST[0].id) == []


def test_another_word_for_a_sitting_is_refused():
    with pytest.raises(ValueError, match="one of before, after"):
        ten_questions("between")
