"""A moving figure is drawn by Python for where its controls stand, with no browser to try it."""

import html
import json

import pytest

from eventlab.figures import Choice, Moving, Picture, Slider, space_time
from eventlab.sim import Step, Trace


def draw(rate: int, policy: str) -> Picture:
    if rate == 7:
        raise ZeroDivisionError("no\nseven")
    return space_time(Trace(("q",), (Step(rate, "note", "q", "q", policy),), title=f"rate {rate}"))


def moving(**options) -> Moving:
    rate = Slider(5, 8, value=6, unit="orders/s")
    return Moving(draw, rate=rate, policy=Choice("block", "shed"), play="rate", **options)


def move(widget: Moving, *positions: int) -> None:
    widget._handle_custom_msg({"positions": list(positions)}, [])  # as the front end sends it


def test_it_begins_where_its_controls_stand_and_follows_them():
    widget = moving()
    assert widget.values == {"rate": 6, "policy": "block"}
    assert widget.view["title"] == "rate 6" and "block" in widget.view["twin"]
    move(widget, 3, 1)
    assert widget.values == {"rate": 8, "policy": "shed"}
    assert widget.view["positions"] == [3, 1]
    assert widget.view["html"] == draw(8, "shed").html == widget.picture.html
    assert widget.view["twin"] == draw(8, "shed").text
    assert json.loads(json.dumps(widget.view)) == widget.view


def test_every_question_has_an_answer_that_differs_from_the_last():
    widget = moving()
    seen = []
    widget.observe(lambda change: seen.append(change.new["answers"]), "view")
    for _ in range(3):
        move(widget, 0, 0)
    assert seen == [1, 2, 3]


def test_what_draw_raises_is_one_line_and_the_next_picture_takes_it_away():
    widget = moving()
    move(widget, 2, 1)
    assert widget.view["problem"] == (
        "Drawing with rate=7, policy='shed': ZeroDivisionError: no seven"
    )
    assert widget.view["positions"] == [2, 1]
    move(widget, 0, 1)
    assert widget.view["problem"] == "" and widget.view["title"] == "rate 5"


def test_what_draw_raises_at_first_is_raised_by_the_cell():
    with pytest.raises(ZeroDivisionError):
        Moving(draw, rate=Slider(7, 9), policy=Choice("block", "shed"))
    with pytest.raises(TypeError, match="returned int, not a Picture"):
        Moving(lambda rate: rate, rate=Slider(1, 2))


def test_it_is_its_controls_and_its_twin_is_the_first_picture():
    widget = moving()
    before, _ = widget._repr_mimebundle_()
    move(widget, 3, 1)
    bundle, _ = widget._repr_mimebundle_()
    assert bundle["text/plain"] == repr(widget) == "Moving(rate, policy)"
    assert bundle["text/html"] == before["text/html"]
    assert draw(6, "block").html in bundle["text/html"]
    assert html.escape(draw(6, "block").text) in bundle["text/html"]
    assert "rate (5 orders/s to 8 orders/s), policy (block to shed)" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_front_end_gets_a_name_and_a_text_for_every_position():
    shares = Slider(0, 0.3, step=0.1, label="lost")
    widget = Moving(lambda lost_share: draw(1, "block"), lost_share=shares, pace=1)
    assert widget.controls == [
        {"kind": "Slider", "label": "lost", "texts": ["0", "0.1", "0.2", "0.3"]}
    ]
    assert widget.play == {} and shares.values == (0.0, 0.1, 0.2, 0.3)
    assert moving(pace=0.2).play == {"control": 0, "pace": 0.2}
    assert Slider(5, 100, value=95, step=5, unit="%").texts[-2:] == ["95 %", "100 %"]
    assert all(isinstance(value, int) for value in Slider(5, 7).values)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Slider(2, 20, value=21), "value=21 cannot be reached from 2 in steps of 1"),
        (lambda: Slider(2, 20, step=4), "high=20 cannot be reached from 2 in steps of 4"),
        (lambda: Slider(2, 2), "from 2 to 2 in steps of 1: a slider has from 2 to 1000"),
        (lambda: Slider(0, 1, step=0), "in steps of 0"),
        (lambda: Choice("block"), "two values or more"),
        (lambda: Choice(1, "1"), "all different"),
        (lambda: Moving(draw), "nothing to move"),
        (lambda: Moving(draw, rate=Slider(1, 2), play="speed"), "play='speed' .* sliders: rate"),
        (lambda: Moving(draw, rate=Choice(1, 2), play="rate"), "sliders: none"),
    ],
)
def test_what_cannot_be_moved_is_refused_with_the_reason(make, words):
    with pytest.raises(ValueError, match=words):
        make()
