"""Made up by chance for the tests: traces, relations, and the buses that handle them badly."""

import random
from contextlib import suppress
from itertools import combinations, pairwise
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from eventlab import Event
from eventlab.figures.panel import Panel
from eventlab.figures.relations import Box, Reference, Relations
from eventlab.sim import KINDS, Step, Trace

SEEDS = range(10)


def random_trace(seed: int, *, most: int = 25) -> Trace:
    """A trace of any kinds in any order; ten seeds of it are what the figures are tried on."""
    chance = random.Random(seed)
    lanes = [
        f"{'a_rather_long_name_' * chance.randint(0, 2)}{i}" for i in range(chance.randint(1, 6))
    ]
    labels = ["", "Paid", "OrderPlaced 12", "ValueError: no such order, or its price is $5 and $6"]
    steps = [
        Step(at, chance.choice(KINDS), *chance.choices(lanes, k=2), chance.choice(labels))
        for at in range(chance.randint(0, most))
    ]
    return Trace(tuple(lanes), tuple(steps), seed=seed)


def bus_trace(seed: int) -> Trace:
    """A trace in which every step reaches or leaves the bus."""
    chance = random.Random(seed)
    others = [f"{'long_handler_name_' * (i % 3)}{i}" for i in range(chance.randint(1, 7))]
    middle = chance.randint(0, len(others))
    steps = []
    for at in range(chance.randint(0, 40)):
        ends = [chance.choice(others), "bus"]
        chance.shuffle(ends)
        label = chance.choice(["Paid", "AnEventTypeOfUnusualLength " * 3, ""])
        steps.append(Step(at, chance.choice(["send", "deliver", "error", "return"]), *ends, label))
    return Trace((*others[:middle], "bus", *others[middle:]), tuple(steps))


def relations(seed: int) -> Relations:
    chance = random.Random(seed)
    names = [f"thing{i}" for i in range(chance.randint(1, 8))]
    boxes = [Box(name, "Thing", ("cost", "pay()")[: chance.randint(0, 2)]) for name in names]
    pairs = [pair for pair in combinations(names, 2) if chance.random() < 0.4]
    arrows = [Reference(*chance.sample(p, 2), chance.choice(["holds", "names"])) for p in pairs]
    return Relations(tuple(boxes), tuple(arrows))


class Swallowing:
    """A bus that hides what its handlers raise, and delivers at once what they publish."""

    def __init__(self) -> None:
        self.handlers: list[tuple[str, Any]] = []

    def subscribe(self, type: str, handler: Any) -> None:
        self.handlers.append((type, handler))

    def publish(self, event: Event) -> None:
        for type, handler in self.handlers:
            if type == event.type:
                with suppress(Exception):
                    handler(event)


def fail(event: Event) -> None:
    raise ValueError("card\ndeclined")


def extents(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Return the texts and the places that they take, in pixels."""
    renderer = RendererAgg(*figure.bbox.size, figure.dpi)  # or each text makes one, of megabytes
    return [(text, text.get_window_extent(renderer)) for text in figure.axes[0].texts]


def assert_legible(figure: Figure) -> None:
    """No two texts overlap, and none leaves the page; a pixel is left for rounding."""
    shown = [(text.get_text(), box) for text, box in extents(figure)]
    boxes = [(words, box.padded(-1)) for words, box in shown if words]
    assert len(boxes) > 1
    for (one, box), (other, another) in combinations(boxes, 2):
        assert not box.overlaps(another), f"{one!r} and {other!r}"
    for words, box in boxes:
        assert figure.bbox.containsx(box.x0) and figure.bbox.containsx(box.x1), words
        assert figure.bbox.containsy(box.y0) and figure.bbox.containsy(box.y1), words


def assert_no_arrow_crosses_a_box(panel: Panel) -> None:
    for arrow, points in panel.routes:
        for (x0, y0), (x1, y1) in pairwise(points):
            for name, place in panel.places.items():
                for part in (i / 50 for i in range(1, 50)):
                    x, y = x0 + part * (x1 - x0), y0 + part * (y1 - y0)
                    inside = 0 < x - place.x < place.width and 0 < y - place.y < place.height
                    assert not inside, f"{arrow} crosses {name}"
