"""A card in a page that is zoomed in: what is wider than its place scrolls inside it."""

import pytest
from browsing import page_of

CELLS = [
    "from eventlab.course import card\nfrom eventlab.figures import space_time\n"
    "from eventlab.sim import Scenario, explore",
    "def handle(event, mail):\n    mail.send(event.id)",
    'drawn = card.picture(space_time(explore(Scenario("twice", handle)).failure.trace))\n'
    'card.Card("Wide", [drawn], twin="")',
]
ZOOM = 2
SMALL = {"width": 1280 // ZOOM, "height": 1000 // ZOOM}  # what a page has of a screen at 200 %
STICKS_OUT = "(card) => card.scrollWidth > card.clientWidth"

pytestmark = pytest.mark.browser


def test_a_wide_picture_stays_in_its_card_and_is_scrolled_by_the_arrows(chromium, tmp_path):
    with page_of(CELLS, tmp_path, chromium, "JupyterLab Dark") as notebook:
        notebook.page.set_viewport_size(SMALL)
        card = notebook.card("Wide")
        picture = card.locator(".stage")
        assert picture.evaluate(STICKS_OUT)
        assert not card.evaluate(STICKS_OUT)
        card.get_by_text("The same as text").focus()
        notebook.page.keyboard.press("Shift+Tab")
        notebook.page.keyboard.press("ArrowRight")
        notebook.page.wait_for_function(
            "(stage) => stage.scrollLeft > 0", arg=picture.element_handle()
        )
        assert notebook.errors() == []
