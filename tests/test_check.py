"""check, hint and solution, as a learner calls them in a notebook."""

import json

import msgspec
import pytest

from eventlab.course import check, hint, solution
from eventlab.course.content import lesson_of
from eventlab.course.grading import REPORT, Verdict
from eventlab.course.learner.history import past

TASK = "00-warm-up"


@pytest.fixture(autouse=True)
def a_history_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))


def stub(event):
    raise NotImplementedError


def wrong(event):
    print("thinking")
    return "Receipt for order 7"


def right(event):
    return f"Receipt for order {event.data['order']}"


for function in (stub, wrong, right):
    function.__module__ = "__main__"  # as in a notebook


def press(card, action):
    card._pressed(None, {"action": action}, None)
    return json.dumps(card.view)


def test_a_verdict_reads_well_without_a_front_end():
    assert repr(check(TASK, stub)) == "Not attempted: stub is still to be written."
    assert repr(check(TASK, right)) == "Passed: shape, behaviour, edges."
    lines = repr(check(TASK, wrong)).splitlines()
    assert lines[0].startswith("Failed (behaviour): The next order gets a receipt")
    assert lines[-2:] == ["Your code printed:", "thinking"]


def test_the_card_and_its_twin_show_the_message_and_what_was_printed():
    card = check(TASK, wrong)
    twin = card._repr_mimebundle_()[0]["text/html"]
    for shown in (json.dumps(card.view), twin):
        assert "Known as always-order-seven" in shown
        assert "thinking" in shown


def test_code_in_a_message_is_shown_and_not_obeyed():
    def receipt(event):
        return "<img src=x onerror=alert(1)>"

    receipt.__module__ = "__main__"
    card = check(TASK, receipt)
    for shown in (json.dumps(card.view), card._repr_mimebundle_()[0]["text/html"]):
        assert "<img" not in shown


def test_a_check_is_remembered_with_its_verdict_and_its_mistake():
    check(TASK, wrong)
    check(TASK, right)
    told = [(event.type, event.data["verdict"], event.data["mistake"]) for event in past(TASK)]
    assert told == [
        ("ExerciseChecked", "failed", "always-order-seven"),
        ("ExerciseChecked", "passed", None),
    ]


def test_a_check_reports_to_the_file_that_a_run_of_notebooks_names(monkeypatch, tmp_path):
    monkeypatch.setenv(REPORT, str(tmp_path / "verdicts"))
    check(TASK, stub)
    check(TASK, right)
    lines = (tmp_path / "verdicts").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["not attempted", "passed"]
    assert all(json.loads(line)["task"] == TASK for line in lines)


def test_an_unknown_task_is_refused_with_the_nearest_name():
    with pytest.raises(LookupError, match="03-bus"):
        check("03-buss", right)
    with pytest.raises(LookupError):
        hint("03-who-ran")  # a bet has no hints


def test_the_next_hint_comes_after_another_try():
    assert "Hint 1 of 3" in repr(hint(TASK))
    assert "Hint 1 of 3" in repr(hint(TASK))
    assert "after another try" in repr(hint(TASK))
    check(TASK, stub)
    assert "Hint 1 of 3" in repr(hint(TASK)), "a stub is no try"
    check(TASK, wrong)
    assert "Hint 2 of 3" in repr(hint(TASK))
    check(TASK, wrong)
    assert "Hint 3 of 3" in repr(hint(TASK))
    check(TASK, wrong)
    assert "This was the last one" in repr(hint(TASK))


def test_a_solution_comes_after_a_try_or_on_insisting():
    assert "Try it first" in repr(solution(TASK))
    check(TASK, stub)
    assert "Try it first" in repr(solution(TASK))
    assert "return f" in repr(solution(TASK, insist=True))
    check(TASK, wrong)
    assert repr(solution(TASK)).startswith("def receipt(event):")


@pytest.mark.parametrize("task", ["03-isolation", "03-bus"])
def test_a_solution_is_what_stands_between_the_task_and_its_check(task):
    shown = repr(solution(task, insist=True))
    names = {"03-isolation": ["publish_to_all"], "03-bus": ["class Bus", "publish", "deliver"]}
    assert all(name in shown for name in names[task])
    assert ("class Bus" in shown) == (task == "03-bus")
    assert "NotImplementedError" not in shown
    assert "# SOLUTION" not in shown


def test_the_buttons_give_the_hint_and_the_solution_of_the_task():
    card = check(TASK, wrong)
    assert "Hint 1 of 3" in press(card, "hint")
    assert "def receipt(event):" in press(card, "solution")
    assert "solution" not in dict(card.view[-1]["actions"])


def test_a_hint_that_is_asked_for_again_stands_there_once():
    card = check(TASK, wrong)
    press(card, "hint")
    assert press(card, "hint").count("Hint 1 of 3") == 1


def test_the_solution_s_button_asks_for_a_try_and_can_be_insisted_on():
    card = check(TASK, stub)
    shown = press(card, "solution")
    assert "Try it first" in shown
    assert "def receipt" not in shown
    assert "def receipt(event):" in press(card, "insist")


def test_the_run_that_shows_a_failure_can_be_drawn():
    def publish_to_all(handlers, event):
        for handler in handlers:
            handler(event)

    publish_to_all.__module__ = "__main__"
    card = check("03-isolation", publish_to_all)
    press(card, "draw")
    [picture] = [block for block in card.view if block["block"] == "picture"]
    assert "OutOfPaper" in picture["html"]


def test_hints_and_solution_are_not_in_a_card_before_they_are_asked_for():
    everything = json.dumps([(card := check(TASK, wrong)).view, card._repr_mimebundle_()[0]])
    secrets = [*lesson_of(TASK).task(TASK).hints, repr(solution(TASK))]
    assert not any(json.dumps(secret)[1:-1] in everything for secret in secrets)


def test_a_note_on_what_was_handed_in_stands_before_the_verdict(monkeypatch):
    class Older:
        def note(self, thing):
            return f"Judged is an older {thing.__name__}."

    monkeypatch.setattr("eventlab.course.checking._CELLS", Older())
    card = check(TASK, right)
    assert repr(card).splitlines()[0] == "Judged is an older right."
    assert "Judged is an older right." in str(card.view[1])
    assert "Judged is an older right." in card._repr_mimebundle_()[0]["text/html"]


def test_a_verdict_survives_the_way_through_json():
    verdict = Verdict(task=TASK, outcome="failed", message="no", stage="edges", mistake="x")
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict


def test_a_check_without_what_was_written_says_what_to_hand_in():
    with pytest.raises(TypeError, match=r'check\("03-bus", your_name_for_it\)'):
        check("03-bus")
