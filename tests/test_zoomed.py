"""What is wide: figures fit a page that is zoomed in, or scroll; lines of code stay whole."""

import pytest
from browsing import page_of, violations

CELLS = [
    "from eventlab.course import card\nfrom eventlab.figures import Moving, Slider, space_time\n"
    "from eventlab.sim import Scenario, explore",
    "def handle(event, mail):\n    mail.send(event.id)",
    'drawn = space_time(explore(Scenario("twice", handle)).failure.trace)\n'
    'card.Card("Wide", [card.picture(drawn)], twin="")',
    'Moving(lambda arrival_rate: drawn, arrival_rate=Slider(2, 20, unit="orders/s"))',
    "drawn",
    'from eventlab.course import solution\nsolution("05-compatibility", insist=True)',
]
ZOOM = 2
SMALL = {"width": 1280 // ZOOM, "height": 1000 // ZOOM}  # what a page has of a screen at 200 %
LINES = """(pre) => {
    const { paddingTop, lineHeight } = getComputedStyle(pre);
    return Math.round((pre.clientHeight - 2 * parseFloat(paddingTop)) / parseFloat(lineHeight));
}"""
PARTS = ("span", "input", "output")
BORDER = "(card) => getComputedStyle(card).borderLeftWidth"
STICKS_OUT = "(box) => box.scrollWidth > box.clientWidth"

pytestmark = pytest.mark.browser


@pytest.fixture
def notebook(chromium, tmp_path):
    with page_of(CELLS, tmp_path, chromium, "JupyterLab Dark") as made:
        made.page.set_viewport_size(SMALL)
        yield made


def test_a_wide_picture_stays_in_its_card_and_is_scrolled_by_the_arrows(notebook):
    card = notebook.card("Wide")
    picture = card.locator(".stage")
    assert picture.evaluate(STICKS_OUT)
    assert not card.evaluate(STICKS_OUT)
    assert card.evaluate(BORDER) == "4px"  # though the moving figure brought what all share again
    card.get_by_text("The same as text").focus()
    notebook.page.keyboard.press("Shift+Tab")
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_function("(stage) => stage.scrollLeft > 0", arg=picture.element_handle())
    assert notebook.errors() == []


def test_a_sliders_value_stays_beside_it_however_little_room_there_is(notebook):
    label = notebook.page.locator(".eventlab-moving label")
    for width in (SMALL["width"], SMALL["width"] - 20, 1280):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        assert not label.evaluate(STICKS_OUT)
        name, slider, value = (label.locator(tag).bounding_box() for tag in PARTS)
        assert slider["width"] > 36  # it can be grasped
        assert name["x"] + name["width"] < slider["x"]
        assert slider["x"] + slider["width"] < value["x"]
        assert slider["y"] < value["y"] + value["height"] / 2 < slider["y"] + slider["height"]


def test_where_there_is_no_file_browser_beside_it_every_figure_fits(notebook):
    stages = notebook.page.locator(".stage").all()
    assert [stage.get_attribute("tabindex") for stage in stages] == ["0", "0"]
    notebook.page.keyboard.press("Control+b")  # takes the file browser away
    outputs = notebook.page.locator(".stage, .jp-OutputArea-output")
    notebook.page.wait_for_function(
        "(all) => all.length === 6 && all.every((each) => each.scrollWidth <= each.clientWidth)",
        arg=[each.element_handle() for each in outputs.all()],
    )
    assert [stage.get_attribute("tabindex") for stage in stages] == ["-1", "-1"]
    assert violations(notebook.page) == []


def test_no_line_of_a_solution_is_broken_on_a_page_that_is_not_zoomed(notebook):
    code = notebook.card("Solution of 05-compatibility").locator("pre")
    lines = code.inner_text().splitlines()
    assert max(map(len, lines)) > 95
    assert code.evaluate(LINES) > len(lines)  # narrow, some are
    notebook.page.set_viewport_size({"width": 1280, "height": 1000})
    notebook.page.keyboard.press("Control+b")
    notebook.page.wait_for_function(
        f"([pre, lines]) => ({LINES})(pre) === lines", arg=[code.element_handle(), len(lines)]
    )
