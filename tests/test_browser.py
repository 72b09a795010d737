"""The bus lesson and its exercise in a real JupyterLab, as a learner goes through them."""

import re

import nbformat
import pytest
from browsing import Lab, Notebook, browser_page
from playwright.sync_api import expect

from eventlab.course.build import ROOT
from eventlab.course.content import lessons

LESSON = "notebooks/03_event_bus.ipynb"
EXERCISE = "exercises/03_event_bus.ipynb"
CONTENT = next(lesson for lesson in lessons() if lesson.name == "03_event_bus")

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(tmp_path):
    with Lab(tmp_path).running() as running:
        yield running


@pytest.fixture
def page(chromium, lab):
    with browser_page(chromium) as page:
        yield page


def first_words(text):
    return " ".join(re.sub(r"[`*]", "", text).split()[:6])


def solution_of(text):
    """The cell of the solved exercise that contains `text`."""
    solved = nbformat.read(ROOT / "solutions" / "03_event_bus.ipynb", as_version=4)
    return next(cell.source for cell in solved.cells if text in cell.source)


def test_a_learner_goes_through_the_lesson_and_finds_it_as_left(lab, page):
    notebook = Notebook(page, lab.url(LESSON))
    notebook.run_all()
    assert notebook.errors() == []
    nothing_is_told_yet(page)

    card = notebook.card("Question 03-swallow")
    wrong, right = CONTENT.questions[1].options[0], CONTENT.questions[1].options[1]
    card.get_by_label(first_words(wrong.text)).check()
    card.get_by_role("button", name="Check my answer").click()
    expect(card).to_contain_text(first_words(wrong.why))
    expect(card).to_contain_text("Not yet")
    card.get_by_label(first_words(right.text)).check()
    card.get_by_role("button", name="Check my answer").click()
    expect(card).to_contain_text(first_words(right.why))

    bet = notebook.card("Bet 03-who-ran")
    bet.get_by_label("Only stock").check()
    bet.get_by_label("Certain").check()
    bet.get_by_role("button", name="Commit").click()
    expect(bet).to_contain_text("Your bet stands")
    expect(notebook.card("Outcome of 03-who-ran")).to_contain_text(
        "the handlers are function calls"
    )
    expect(notebook.card("Outcome of 03-who-ran").get_by_role("img")).to_have_attribute(
        "alt", re.compile("charge")
    )

    notebook.save()
    notebook.restart()
    page.reload()
    notebook.wait_until_idle()
    notebook.run_all()
    expect(notebook.card("Question 03-swallow")).to_contain_text(first_words(right.why))
    expect(notebook.card("Bet 03-who-ran")).to_contain_text("Your bet stands")
    assert notebook.errors() == []


def nothing_is_told_yet(page):
    """Neither in the text nor in any attribute of the page."""
    html = page.content()
    text = " ".join(page.evaluate("document.body.textContent").split())
    for question in CONTENT.questions:
        for option in question.options:
            assert first_words(option.why) not in text
        assert first_words(question.hint) not in text
    for bet in CONTENT.bets:
        assert [o for o in bet.options if first_words(o.why) in text] == []
    assert first_words(CONTENT.myths[0].truth) not in text
    assert 'class="mark' not in html


FIRST_ERROR_STOPS_ALL = """def publish_to_all(handlers, event):
    for handler in handlers:
        handler(event)"""


def test_an_exercise_fails_with_its_message_and_passes_when_solved(lab, page):
    notebook = Notebook(page, lab.url(EXERCISE))
    notebook.run_all()
    expect(notebook.cell('check("03-isolation"')).to_contain_text("Not attempted")
    expect(notebook.cell('check("03-bus"')).to_contain_text("Not attempted")

    notebook.write("def publish_to_all", "raise ValueError('planted')")
    notebook.run("planted")
    assert "planted" in "".join(notebook.errors())

    notebook.write("planted", FIRST_ERROR_STOPS_ALL)
    notebook.run("def publish_to_all")
    expect(notebook.run('check("03-isolation"')).to_contain_text("first-error-stops-all")

    for start in ("def publish_to_all", "class Bus", "def deliver", "def publish(self"):
        notebook.write(start, solution_of(start))
        notebook.run(start)
    for task in CONTENT.tasks:
        expect(notebook.run(f'check("{task.id}"')).to_contain_text("Passed")
    assert notebook.errors() == []


def test_the_lesson_can_be_worked_with_the_keyboard_alone(lab, page):
    notebook = Notebook(page, lab.url(LESSON))
    keys = page.keyboard

    def run_until(card):
        for _ in range(40):
            keys.press("Shift+Enter")
            notebook.wait_until_run()
            if notebook.card(card).count():
                return
        raise AssertionError(f"no card {card!r}")

    def go_to(label, key="Shift+Tab"):
        for _ in range(25):
            keys.press(key)
            if page.evaluate(FOCUSED).strip().startswith(label):
                return
        raise AssertionError(f"no way to {label!r} with {key}")

    def leave_the_card():
        keys.press("Escape")
        expect(page.locator(".jp-Notebook .jp-Cell.jp-mod-active")).to_be_focused()
        keys.press("ArrowDown")

    run_until("Bet 03-middleman")
    go_to("Certain")
    keys.press("Space")
    go_to("None at all")
    keys.press("Space")
    keys.press("ArrowUp")
    go_to("Commit", "Tab")
    keys.press("Enter")
    expect(notebook.card("Bet 03-middleman")).to_contain_text("Your bet stands")
    leave_the_card()
    run_until("Question 03-who-knows")
    expect(notebook.card("Outcome of 03-middleman")).to_contain_text("The bus stands in between")
    go_to("The bus to each handler.")
    keys.press("Space")
    go_to("The checkout to the bus.")
    keys.press("Space")
    go_to("Check my answer", "Tab")
    keys.press("Enter")
    expect(notebook.card("Question 03-who-knows")).to_contain_text("That is it.")
    leave_the_card()
    run_until("Question 03-not-given")
    assert notebook.errors() == []


FOCUSED = """() => {
    const at = document.activeElement;
    const label = at.closest("label");
    return at.getAttribute("aria-label") || (label || at).textContent;
}"""
