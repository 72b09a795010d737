"""Every kind of question in a real page: with the mouse, with the keyboard alone, and for axe."""

import pytest
from asking import ALL_KINDS, DRAIN, FOLDER, RIGHT_MEND
from browsing import page_of, violations
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SETUP = f"""from pathlib import Path
from eventlab.course import content, quiz
ours = content.Lesson(Path({str(FOLDER)!r}))
known = content.lessons()
content.lessons = lambda: (*known, ours)"""
# What is answered first and is wrong, then what is right: labels to choose, or a text to write.
ANSWERS = {
    "77-one": (["Certain", "A command"], ["A fact"]),
    "77-several": (["The bus", "The checkout"], ["The shop's main line"]),
    "77-order": (["Move up: Acknowledge."], None),
    "77-number": ("60", "10"),
    "77-output": (["mail stock"], ["stock mail"]),
    "77-typed": ("placed\nNone", "placed\nIndexError"),
    "77-mend": (DRAIN + "queue[:2]", RIGHT_MEND),
}
LONG = "04-surface"  # a question whose options are long lines of code
THEMES = ("JupyterLab Light", "JupyterLab Dark")


@pytest.fixture(params=THEMES)
def notebook(request, chromium, tmp_path):
    """A page with a question of each kind, run, in one of the themes."""
    cells = [SETUP, *(f'quiz("{id}")' for id in (*ANSWERS, LONG))]
    with page_of(cells, tmp_path, chromium, request.param) as made:
        yield made


STICK_OUT = """() => [...document.querySelectorAll(".eventlab-card")]
    .filter((card) => card.scrollWidth > card.clientWidth)
    .map((card) => card.getAttribute("aria-label"))"""
PLANT = """() => {
    const card = document.querySelector(".eventlab-card");
    card.append(document.createElement("button"));
    card.insertAdjacentHTML("beforeend", "<p style='color: #888; background: #777'>faint</p>");
}"""


def nothing_is_told(page):
    text = " ".join(page.evaluate("document.body.textContent").split())
    html = page.content()
    for question in ALL_KINDS:
        for part in (*question.steps, *question.mistakes, question.hint):
            assert part not in text
        for name in ("options", "items", "wrong"):
            assert [p.why for p in getattr(question, name, ()) if p.why in text] == []
    assert "queue.pop(0)" not in html
    assert 'class="mark' not in html
    areas = page.locator("textarea, .eventlab-card input[type=text]").all()
    assert not any("pop(0)" in area.input_value() for area in areas)


def right_order_by(move, card):
    """Bring the parts into their order, looking at what is on the screen."""
    for wanted, start in enumerate(("Take", "Do the", "Acknowledge")):
        for _ in range(3):
            items = [text.strip() for text in card.locator("li .text").all_inner_texts()]
            at = next(i for i, text in enumerate(items) if text.startswith(start))
            if at == wanted:
                break
            move(f"Move up: {items[at]}")


def test_each_kind_is_answered_wrongly_and_rightly_with_the_mouse(notebook):
    page = notebook.page
    nothing_is_told(page)
    assert violations(page) == []
    for id, (wrong, right) in ANSWERS.items():
        card = notebook.card(f"Question {id}")

        def give(answer, card=card):
            if isinstance(answer, str):
                card.get_by_role("textbox").fill(answer)
            elif answer is None:
                right_order_by(lambda name: card.get_by_role("button", name=name).click(), card)
            else:
                for label in answer:
                    control = card.get_by_label(label)
                    control.click()
            card.get_by_role("button", name="Check my answer").click()

        if id == "77-order":  # begin with an order that is wrong for certain
            right_order_by(lambda name: card.get_by_role("button", name=name).click(), card)
            give(["Move up: Acknowledge."])
        else:
            give(wrong)
        expect(card).to_contain_text("Not yet")
        assert violations(page) == []
        if id == "77-several":
            card.get_by_label("The checkout").click()
        give(right)
        expect(card).to_contain_text("✓ Right")
        expect(card.get_by_role("button", name="Answer anew")).to_be_visible()
    assert violations(page) == []
    assert notebook.errors() == []
    long = notebook.card(f"Question {LONG}")
    for option in long.get_by_role("checkbox").all():
        option.click()
    long.get_by_role("button", name="Check my answer").click()
    expect(long).to_contain_text("✓ right")
    page.set_viewport_size({"width": 640, "height": 5000})  # as at 200 %
    assert page.evaluate(STICK_OUT) == []
    page.evaluate(PLANT)
    planted = {line.partition(":")[0] for line in violations(page)}
    assert planted == {"button-name", "color-contrast"}


FOCUSED = """() => {
    const at = document.activeElement;
    const by = at.id && document.querySelector(`label[for="${at.id}"]`);
    return at.getAttribute("aria-label") || (by || at.closest("label") || at).textContent;
}"""

RING = "() => getComputedStyle(document.activeElement).outlineWidth"


def test_each_kind_is_answered_with_the_keyboard_alone(notebook):
    page, keys = notebook.page, notebook.page.keyboard

    def go_to(label, key="Tab"):
        for _ in range(30):
            if page.evaluate(FOCUSED).strip().startswith(label):
                return
            keys.press(key)
        raise AssertionError(f"no way to {label!r} with {key}")

    def choose(label):
        """Reach an option: the arrows lead through a group, Tab to the next."""
        for key in 5 * (*4 * ("ArrowDown",), "Tab"):
            if page.evaluate(FOCUSED).strip().startswith(label):
                keys.press("Space")
                return
            keys.press(key)
        raise AssertionError(f"no way to the option {label!r}")

    for id, (wrong, right) in ANSWERS.items():
        card = notebook.card(f"Question {id}")
        first = card.locator("input, textarea, button").first

        def give(answer, card=card, first=first):
            first.focus()
            if isinstance(answer, str):
                keys.press("ControlOrMeta+a")
                keys.insert_text(answer)
            elif answer is None:
                right_order_by(lambda name: (first.focus(), go_to(name), keys.press("Enter")), card)
            else:
                for label in answer:
                    first.focus()
                    choose(label)
            go_to("Check my answer")
            assert page.evaluate(RING) == "3px"  # and not JupyterLab's, which is lost on blue
            keys.press("Enter")

        if id == "77-order":
            right_order_by(lambda name: (first.focus(), go_to(name), keys.press("Space")), card)
            first.focus()
            go_to("Move up: Acknowledge.")
            keys.press("Enter")
            go_to("Check my answer")
            keys.press("Enter")
        else:
            give(wrong)
        expect(card).to_contain_text("Not yet")
        if id == "77-several":
            first.focus()
            choose("The checkout")
        give(right)
        expect(card).to_contain_text("✓ Right")
    assert notebook.errors() == []
