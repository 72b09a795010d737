"""Figures say the same as their text twins, legibly, and with the same bytes everywhere."""

import hashlib
import os
import struct
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import pytest
from chance import SEEDS, assert_legible, bus_trace, extents, random_trace, relations

from eventlab import Bus
from eventlab.figures import (
    bus_flow,
    class_picture,
    latency_picture,
    queue_under_load,
    space_time,
    step_through,
    who_holds_whom,
)
from eventlab.figures.marks import MARKS
from eventlab.figures.picture import RULE, Picture, fold, text_width
from eventlab.figures.spacetime import LABEL
from eventlab.sim import KINDS, Step, Trace
from eventlab.sim.latency import measure_latency

DRAWN = ["space_time", "bus_flow", "class_picture", "load_over_time", "latency_picture"]


def draw(kind: str, seed: int) -> Picture:
    if kind == "space_time":
        return space_time(random_trace(seed), guess="all of them ran " * (seed % 3 * 4))
    if kind == "bus_flow":
        return bus_flow(bus_trace(seed))
    if kind == "load_over_time":
        return queue_under_load(12, 10, 20, "shed", seed=seed)
    if kind == "latency_picture":
        return latency_picture([measure_latency(2, 0.5, runs=100, events=20, seed=seed)], at=0.5)
    return class_picture(relations(seed), relations(seed + 100), pattern="Mediator")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", DRAWN[:3])  # the others have tests of their own
def test_no_two_texts_overlap_and_none_leaves_the_page(kind, seed):
    assert_legible(draw(kind, seed).figure)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_label_stands_on_a_lane(seed):
    page = draw("space_time", seed).figure.axes[0]
    lanes = {line.get_ydata()[0] for line in page.lines if line.get_color() == RULE}
    assert lanes
    for text, pixels in extents(page.figure):
        if text.get_fontsize() == LABEL and text.get_text():
            box = pixels.transformed(page.transData.inverted())
            assert not [y for y in lanes if box.ymin < y < box.ymax], text.get_text()


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_of_a_trace_say_the_same(seed):
    for trace, picture in [
        (random_trace(seed), draw("space_time", seed)),
        (bus_trace(seed), draw("bus_flow", seed)),
    ]:
        assert repr(trace) in picture.text and repr(picture) == picture.text
        assert trace.title in picture.alt and all(lane in picture.alt for lane in trace.lanes)
        for step in trace.steps:
            assert f"{step.at}: {step.sentence}" in picture.alt


@pytest.mark.parametrize("words", ["order placed " * 9, "OrderPlaced" * 9, "Paid", "", "W W W"])
@pytest.mark.parametrize("width", [0.5, 1.0, 3.0])
def test_folded_text_fits_and_says_when_it_was_cut(words, width):
    folded = fold(words, width, lines=3)
    assert folded.count("\n") < 3 and text_width(folded) <= width
    whole = "".join(folded.split()) == "".join(words.split())
    assert whole != folded.endswith("...")


def test_folded_text_leaves_no_lone_word_on_its_last_line():
    for width in (1.2, 1.5, 2.0, 3.0):
        for count in range(6, 40):
            last = fold("v3 reads one of " * count + "3", width, lines=99).split("\n")[-1]
            assert len(last.split()) > 1
    assert fold("OrderPlaced OrderPlaced", 1.0) == "OrderPlaced\nOrderPlaced"


def test_the_guess_stands_beside_what_happened():
    picture = space_time(random_trace(3), guess="only\nstock ran")
    words = "You bet: only stock ran"
    assert words in picture.alt and picture.text.endswith(words)
    assert words in [text.get_text() for text in picture.figure.axes[0].texts]


def test_a_notebook_gets_an_image_with_alt_text_at_two_pixels_for_one():
    picture = draw("space_time", 1)
    bundle = picture._repr_mimebundle_()
    images = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: images.append((tag, dict(attributes)))
    parser.feed(bundle["text/html"])
    ((tag, image),) = images
    assert tag == "img" and image["alt"] == picture.alt and bundle["text/plain"] == picture.text
    assert image["src"].startswith("data:image/png;base64,")
    width, height = struct.unpack(">II", picture.png[16:24])  # a PNG's header
    assert (width / 2, height / 2) == pytest.approx(
        (int(image["width"]), int(image["height"])), abs=1
    )


DIGESTS = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from test_figures import DRAWN, draw
for kind in DRAWN:
    print(hashlib.sha256(draw(kind, 4).png).hexdigest())
print("matplotlib.pyplot" in sys.modules)
"""


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_a_picture_has_the_same_bytes_in_every_process_and_needs_no_pyplot(hash_seed):
    code = DIGESTS.format(tests=str(Path(__file__).parent))
    command = [sys.executable, "-c", code]
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    ours = [hashlib.sha256(draw(kind, 4).png).hexdigest() for kind in DRAWN]
    assert run.stdout.split() == [*ours, "False"]


def test_the_users_style_changes_no_picture_and_is_not_changed():
    before = draw("space_time", 5).png
    with mpl.rc_context({"path.sketch": (3, 99, 2), "font.size": 30, "text.color": "red"}):
        assert draw("space_time", 5).png == before
        assert mpl.rcParams["font.size"] == 30


def test_a_saved_picture_never_overwrites_a_file(tmp_path):
    picture = draw("bus_flow", 2)
    picture.save(tmp_path / "bus.png")
    assert (tmp_path / "bus.png").read_bytes() == picture.png
    with pytest.raises(FileExistsError):
        picture.save(tmp_path / "bus.png")


def test_the_kinds_are_told_apart_without_colour():
    looks = {(str(MARKS[k].marker), MARKS[k].filled, str(MARKS[k].line)) for k in KINDS}
    assert len(looks) == len(KINDS)
    assert len({MARKS[kind].word for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_trace_that_is_stepped_through_keeps_its_page_and_tells_no_step_before_its_time(seed):
    trace, pages = random_trace(seed), set()
    every = len(trace.steps)
    for shown in sorted({0, min(1, every), every // 2, every}):
        picture = space_time(trace, "a\nbet", shown=shown)
        assert_legible(picture.figure)
        pages.add(tuple(picture.figure.get_size_inches()))
        told = [f"At {step.at}: {step.sentence}" in picture.alt for step in trace.steps]
        assert told == [step < shown for step in range(every)]
        assert len(picture.text.split("\n")) == 1 + shown + 1
    assert len(pages) == 1
    assert picture.title == f"That was all: {trace.title}"


def test_a_step_is_named_while_it_is_the_last():
    trace = Trace(("a", "b"), (Step(3, "send", "a", "b", "Paid"), Step(4, "crash", "b", "b")))
    widget = step_through(trace, guess="b lives")
    assert widget.controls[0]["texts"] == ["0 of 2", "1 of 2", "2 of 2"]
    assert widget.play == {"control": 0, "pace": 1} and widget.picture.title == "Before step 1"
    widget._handle_custom_msg({"positions": [1]}, [])
    assert widget.picture.title == "Step 1 of 2: a sends Paid to b"
    assert "You bet: b lives" in widget.view["twin"]


def test_a_lane_is_dotted_while_its_owner_is_down():
    def dotted(*kinds: str) -> int:
        steps = tuple(Step(at, kind, "c", "c") for at, kind in enumerate(kinds))
        lines = space_time(Trace(("q", "c"), steps)).figure.axes[0].lines
        return sum(line.get_linestyle() == ":" for line in lines)

    assert [dotted("note"), dotted("crash"), dotted("crash", "restart", "note")] == [0, 1, 1]


def test_what_cannot_be_drawn_is_refused_with_what_to_do():
    steps = tuple(Step(at, "note", "a", "a") for at in range(61))
    with pytest.raises(ValueError, match=r"61 steps .* at most 60: draw a part"):
        space_time(Trace(("a",), steps))
    with pytest.raises(ValueError, match="no lanes"):
        space_time(Trace(()))
    with pytest.raises(ValueError, match="shown=2: the trace has 1 steps"):
        space_time(Trace(("a",), steps[:1]), shown=2)
    with pytest.raises(ValueError, match="no steps"):
        step_through(Trace(("a",)))
    with pytest.raises(ValueError, match="no lane is named 'bus'; the lanes are a"):
        bus_flow(Trace(("a",)))
    with pytest.raises(ValueError, match="use space_time"):
        bus_flow(Trace(("a", "bus"), (Step(0, "crash", "a", "a"),)))
    with pytest.raises(ValueError, match="no box is named 'stock'"):
        class_picture(who_holds_whom(bus=Bus()), highlight=["stock"])
