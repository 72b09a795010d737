"""A moving figure in a real JupyterLab, moved with the keyboard alone."""

import re

import nbformat
import pytest
from browsing import Lab, Notebook, browser_page
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CELL = """
from eventlab.figures import Choice, Moving, Slider, space_time
from eventlab.sim import Step, Trace

drawn = []

def draw(rate, policy):
    drawn.append(rate)
    if rate == 9:
        raise ValueError("no nine")
    trace = Trace(("q",), (Step(0, "note", "q", "q", policy),), title=f"rate {rate}, {policy}")
    return space_time(trace)

rate = Slider(2, 10, value=4, unit="orders/s")
Moving(draw, rate=rate, policy=Choice("block", "shed"), play="rate", pace=0.1)
"""


@pytest.fixture(params=["no-preference", "reduce"])
def motion(request):
    return request.param


@pytest.fixture
def notebook(tmp_path, chromium, motion):
    lab = Lab(tmp_path)
    cells = [nbformat.v4.new_code_cell(source) for source in (CELL, "print(drawn)")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.course / "moving.ipynb")
    with lab.running(), browser_page(chromium, reduced_motion=motion) as page:
        notebook = Notebook(page, lab.url("moving.ipynb"))
        notebook.run_all()
        yield notebook


def test_a_figure_is_moved_played_and_read_with_the_keyboard(notebook, motion):
    figure = notebook.page.get_by_role("group", name="Moving figure")
    keys = notebook.page.keyboard
    rate = figure.get_by_role("slider", name="rate")
    picture = figure.get_by_role("img")
    expect(picture).to_have_attribute("alt", re.compile(r"rate 4, block"))

    rate.focus()
    keys.press("ArrowRight")
    expect(rate).to_have_attribute("aria-valuetext", "5 orders/s")
    expect(picture).to_have_attribute("alt", re.compile(r"rate 5, block"))
    expect(figure.locator(".heard")).to_have_text("rate 5, block")
    for _ in range(20):  # faster than it is drawn: the last one wins
        keys.press("ArrowLeft")
        keys.press("ArrowRight")
    keys.press("ArrowRight")
    expect(picture).to_have_attribute("alt", re.compile(r"rate 6, block"))
    expect(rate).to_be_focused()

    figure.get_by_role("combobox", name="policy").focus()
    keys.press("s")
    expect(picture).to_have_attribute("alt", re.compile(r"rate 6, shed"))
    figure.get_by_text("The same as text").focus()
    keys.press("Enter")
    expect(figure.locator("pre")).to_contain_text("rate 6, shed")

    play = figure.get_by_role("button", name="Play" if motion == "no-preference" else "Step")
    play.focus()
    for _ in range(1 if motion == "no-preference" else 3):
        keys.press("Enter")
        notebook.page.wait_for_timeout(300)
    if motion == "reduce":
        expect(figure.get_by_role("alert")).to_have_text(
            "Drawing with rate=9, policy='shed': ValueError: no nine"
        )
        keys.press("Enter")
    expect(picture).to_have_attribute("alt", re.compile(r"rate 10, shed"))
    expect(figure.locator(".problem")).to_be_empty()
    expect(play).to_be_focused()

    notebook.page.set_viewport_size({"width": 640, "height": 500})  # as at 200 %
    stage = figure.locator(".stage")
    stage.focus()
    keys.press("ArrowRight")
    notebook.page.wait_for_function("document.querySelector('.stage').scrollLeft > 0")
    keys.press("Escape")
    expect(notebook.page.locator(".jp-Cell", has=figure)).to_be_focused()

    drawn = notebook.run("print(drawn)").locator(".jp-OutputArea-output").inner_text()
    assert drawn.strip().endswith("6, 6, 7, 8, 9, 10]") and drawn.count(",") < 40
    assert notebook.errors() == []
