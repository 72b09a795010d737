"""Questions, bets and myths, driven as the front end drives them, without a browser."""

import shutil
from pathlib import Path

import pytest

from eventlab.course import card as cards
from eventlab.course.bets import predict
from eventlab.course.content import Bet, Myth, lessons
from eventlab.course.kinds.choice import One
from eventlab.course.learner.history import history, past, record
from eventlab.course.learner.overview import progress
from eventlab.course.myths import reveal
from eventlab.course.questions import quiz

QUESTIONS = [e for lesson in lessons() for e in lesson.entries if isinstance(e, One)]
BETS = [e for lesson in lessons() for e in lesson.entries if isinstance(e, Bet)]
MYTHS = [e for lesson in lessons() for e in lesson.entries if isinstance(e, Myth)]


class Drawing:
    """Stands for a figure in a card."""

    text = "the picture as text"

    def _repr_mimebundle_(self):
        return {"text/html": '<img alt="a picture">', "text/plain": self.text}


@pytest.fixture(autouse=True)
def fresh_history(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()


def press(card, action, **chosen):
    card._handle_custom_msg({"action": action, "chosen": chosen}, [])
    return card


def shown(card):
    return str(card.view).replace("\\n", "\n")


def bundle(card):
    return card._repr_mimebundle_()[0]


def letters(question, right):
    return [i for i, option in enumerate(question.options) if option.right is right]


def places(question, numbers):
    """Where the page shows these options: some questions shuffle them."""
    return [question._shown().index(number) for number in numbers]


def swallow(number):
    """Answer 03-swallow with this option, wherever the page shows it; 1 is right."""
    question = next(q for q in QUESTIONS if q.id == "03-swallow")
    return press(quiz(question.id), "answer", answer=places(question, [number]))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_every_wrong_option_is_explained_and_may_be_answered_again(question):
    for wrong in letters(question, False):
        card = press(quiz(question.id), "answer", answer=places(question, [wrong]), confidence=[1])
        assert cards.markup(question.options[wrong].why) in shown(card)
        assert "'tone': 'wrong'" in shown(card)
        for right in letters(question, True):
            assert cards.markup(question.options[right].why) not in shown(card)
    press(card, "answer", answer=places(question, letters(question, True)))
    assert "'tone': 'right'" in shown(card)


def test_half_of_a_right_answer_is_said_to_be_incomplete():
    card = press(quiz("03-who-knows"), "answer", answer=[0])
    assert "not complete" in shown(card)
    assert past("03-who-knows")[-1].data["right"] is False


def test_help_comes_only_after_an_attempt():
    card, question = quiz("03-swallow"), next(q for q in QUESTIONS if q.id == "03-swallow")
    press(card, "hint")
    assert cards.markup(question.hint)[3:-4] not in shown(card)
    press(card, "answer", answer=[0])
    for help in ("hint", "steps", "mistakes"):
        press(card, help)
    assert cards.markup(question.hint)[3:-4] in shown(card)
    assert cards.markup(question.steps[0])[3:-4] in shown(card)
    assert cards.markup(question.mistakes[0])[3:-4] in shown(card)
    assert [e.data["help"] for e in past("03-swallow") if e.type == "HelpTaken"] == [
        "hint",
        "steps",
        "mistakes",
    ]


def test_without_a_choice_nothing_is_recorded():
    card = press(quiz("03-swallow"), "answer", answer=[])
    assert "Choose an answer first" in shown(card)
    assert past("03-swallow") == []


def test_an_answer_is_there_again_when_the_notebook_is_reopened():
    swallow(1)
    history.cache_clear()  # another kernel
    assert "'tone': 'right'" in shown(quiz("03-swallow"))


def test_answering_anew_forgets_nothing_that_was_recorded():
    card = swallow(1)
    press(card, "again")
    assert "tone" not in shown(card)
    assert len(past("03-swallow")) == 1


def test_an_answer_to_options_that_are_gone_is_no_answer():
    record("QuestionAnswered", "03-swallow", chosen=[17], right=True)
    assert "tone" not in shown(quiz("03-swallow"))


@pytest.mark.parametrize("bet", BETS, ids=lambda b: b.id)
def test_a_bet_is_settled_by_what_happened(bet, tmp_path, monkeypatch):
    for number, option in enumerate(bet.options):
        for run, other in enumerate(bet.options):
            history.cache_clear()
            monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / f"{number}-{run}"))
            card = press(predict(bet.id), "commit", outcome=[number], confidence=[2])
            settled = card.settle(other.outcome, picture=Drawing())
            assert cards.markup(other.why)[3:-4] in shown(settled)
            assert (option is other) == ("'tone': 'right'" in shown(settled))
            assert "a picture" in shown(settled)


@pytest.mark.parametrize("bet", BETS, ids=lambda b: b.id)
def test_nothing_of_the_run_is_shown_before_the_bet(bet):
    card = predict(bet.id)
    settled = card.settle(bet.options[0].outcome, picture=Drawing())
    for option in bet.options:
        assert cards.markup(option.why) not in shown(card) + shown(settled) + str(bundle(settled))
    assert "a picture" not in shown(settled) + str(bundle(settled))
    assert "when you have made your bet" in shown(settled)


def test_a_bet_needs_an_outcome_and_a_confidence():
    assert "choose how sure you are" in shown(press(predict("03-who-ran"), "commit", outcome=[0]))
    assert "choose what you expect." in shown(
        press(predict("03-who-ran"), "commit", confidence=[0])
    )
    both = "First choose what you expect and how sure you are."
    assert both in shown(press(predict("03-who-ran"), "commit"))
    assert past("03-who-ran") == []


def test_a_bet_stands_in_the_next_session_and_can_be_changed():
    press(predict("03-who-ran"), "commit", outcome=[1], confidence=[0])
    history.cache_clear()
    card = predict("03-who-ran")
    assert "Your bet stands" in shown(card)
    press(card, "change")
    assert "when you have made your bet" in shown(card.settle(["stock"]))


def test_a_run_that_came_first_is_shown_when_the_bet_is_made():
    card = predict("03-who-ran")
    settled = card.settle(["stock"], picture=Drawing())
    press(card, "commit", outcome=[1], confidence=[2])
    assert "'tone': 'right'" in shown(settled)
    assert "a picture" in shown(settled)


def test_once_the_outcome_was_seen_the_bet_cannot_be_changed():
    card = press(predict("03-who-ran"), "commit", outcome=[0], confidence=[2])
    press(card, "change")
    press(card, "commit", outcome=[2], confidence=[2])
    card.settle(["stock"])
    assert "Change my bet" not in shown(card)
    history.cache_clear()
    later = press(predict("03-who-ran"), "change")
    assert "Not what you bet" in shown(later.settle(["stock"]))
    assert [e.data["right"] for e in past("03-who-ran") if e.type == "BetSettled"] == [False]


def test_a_second_run_with_another_outcome_does_not_judge_the_bet_anew():
    card = press(predict("03-who-ran"), "commit", outcome=[1], confidence=[2])
    assert "'tone': 'right'" in shown(card.settle(["stock"]))
    assert "The code has changed since your bet" in shown(card.settle(["stock", "mail"]))
    assert [e.data["right"] for e in past("03-who-ran") if e.type == "BetSettled"] == [True]


def test_a_run_that_was_changed_fits_no_bet():
    card = press(predict("03-who-ran"), "commit", outcome=[1], confidence=[0])
    settled = card.settle(["stock", "stock"])
    assert "none of the above" in shown(settled)


@pytest.mark.parametrize("myth", MYTHS, ids=lambda m: m.id)
def test_a_myth_is_settled_after_a_stand_was_taken(myth):
    card = reveal(myth.id, picture=Drawing())
    truth = cards.markup(myth.truth)[3:40]
    assert truth not in shown(card) + str(bundle(card))
    assert "a picture" not in shown(card)
    for stand in ("defend", "attack"):
        press(card, stand)
        assert truth in shown(card)
        assert "a picture" in shown(card)
        assert (stand == myth.stand) == ("'tone': 'right'" in shown(card))
    assert [e.data["right"] for e in past(myth.id)] == [
        myth.stand == "defend",
        myth.stand == "attack",
    ]


def test_a_card_shows_an_error_of_its_own_instead_of_doing_nothing(caplog):
    def act(action, chosen):
        raise ValueError("broken card")

    card = press(cards.Card("A card", [], twin="", act=act), "go")
    assert "broken card" in shown(card)
    assert "broken card" in caplog.text


def test_a_card_is_named_and_has_a_twin_that_needs_no_kernel():
    card = quiz("03-swallow")
    assert repr(card) == "Question 03-swallow"
    assert bundle(card)["text/plain"] == "Question 03-swallow"
    assert "What does the shop notice?" in bundle(card)["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle(card)


def test_html_in_a_prompt_is_shown_and_not_obeyed():
    assert "<script>" not in cards.markup("<script>alert(1)</script>")


def test_cards_show_what_an_older_version_of_the_package_recorded(tmp_path):
    (tmp_path / "home").mkdir()
    shutil.copy(Path(__file__).parent / "data" / "history-1.db", tmp_path / "home" / "history.db")
    assert "'tone': 'right'" in shown(quiz("00-what"))
    bet = predict("00-who-knows")
    assert "Your bet stands" in shown(bet)
    assert "Change my bet" not in shown(bet), "it was settled"
    assert "Not what you bet" in shown(bet.settle(0))


def test_a_lesson_is_opened_once_in_a_kernel_by_the_first_of_its_cards():
    for _ in range(2):
        quiz("03-swallow"), predict("03-who-ran"), reveal(MYTHS[0].id), quiz("00-what")
    assert [e.type for e in past("03_event_bus")] == ["LessonOpened"]
    history.cache_clear()  # another kernel
    quiz("03-swallow")
    assert len(past("03_event_bus")) == 2
    assert len(past("00_start_here")) == 1


def test_progress_tells_what_is_firm_and_which_lesson_to_reopen():
    assert "Nothing yet" in repr(progress())
    swallow(0)
    assert "Reopen The event bus first: errors must surface" in repr(progress())
    swallow(1)
    card = progress()
    assert "Nothing to look at again" in repr(card)
    assert "right in the end" in repr(card), "right at the second try is not firm yet"
    assert "<img alt=" in shown(card)
    assert "<img alt=" in bundle(card)["text/html"]


def test_progress_says_that_what_was_done_waits_for_the_disk(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "file" / "home"))
    swallow(1)
    assert "1 firm" in repr(progress())
    assert "Your history cannot be" in repr(progress())
    assert capsys.readouterr().err.count("\n") == 1
