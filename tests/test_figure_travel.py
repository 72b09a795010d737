"""Time travel shows the log, where one stands in it, and what has come of it up to there."""

import random
from functools import partial

import pytest
from chance import SEEDS, assert_legible

from eventlab import Event, MemoryStore
from eventlab.figures import Moving, Slider, late_model, time_travel

TYPES = ["Opened", "PaidIn", "PaidOut", "AnEventTypeOfUnusualLength"]


def account(seed, most=36):
    chance = random.Random(seed)
    return [
        Event(chance.choice(TYPES), {"amount": chance.randint(1, 99), "by": "somebody " * (i % 3)})
        for i in range(chance.randint(0, most))
    ]


def balance(events):
    return sum(event.data["amount"] * (event.type != "PaidOut") for event in events)


def by_type(events):
    return {name: sum(event.type == name for event in events) for name in TYPES}


VIEWS = {"balance": balance, "by type": by_type, "types": lambda events: {e.type for e in events}}


def draw(seed):
    events = account(seed)
    return time_travel(events, random.Random(seed).randint(0, len(events)), VIEWS)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_texts_overlap_and_none_leaves_the_page(seed):
    assert_legible(draw(seed).figure)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_views_are_worked_out_from_the_events_up_to_the_cursor(seed):
    events = account(seed)
    for at in {0, len(events) // 2, len(events)}:
        picture = time_travel(events, at, VIEWS)
        assert (
            picture.title == f"after {at} of {len(events)} events: balance {balance(events[:at])}"
        )
        for words in (picture.alt, picture.text):
            assert f"balance: {balance(events[:at])}" in words
            assert all(f"{n}: {e.type}" in words for n, e in enumerate(events, start=1))
        later = [line for line in picture.text.splitlines() if line.endswith(", not yet")]
        assert len(later) == len(events) - at


def test_the_cursor_stands_at_the_last_event_that_has_happened():
    lines = time_travel(account(3), 2, VIEWS).text.splitlines()
    assert [number for number, line in enumerate(lines) if line.startswith("> ")] == [2]


def test_a_long_view_says_how_much_is_left_out():
    many = {"lines": lambda events: [f"line {n}" for n in range(20)]}
    shown = [text.get_text() for text in time_travel([], 0, many).figure.axes[0].texts]
    assert "line 6" in shown and "... 13 more" in shown and "line 7" not in shown
    assert "line 19" in time_travel([], 0, many).text


@pytest.mark.parametrize(
    ("events", "at", "views", "said"),
    [
        (3, 4, VIEWS, "the cursor is at 4, and the log has 3 events"),
        (3, -1, VIEWS, "the cursor is at -1"),
        (37, 0, VIEWS, "37 events, and a picture shows at most 36"),
        (3, 0, {}, "0 views: from 1 to 4"),
    ],
)
def test_what_cannot_be_drawn_is_refused(events, at, views, said):
    with pytest.raises(ValueError, match=said):
        time_travel([Event("Opened", {"amount": 1})] * events, at, views)


def test_it_moves():
    events = account(4)
    figure = Moving(partial(time_travel, events, views=VIEWS), at=Slider(0, len(events)), play="at")
    assert repr(figure) == "Moving(at)"


class Late:
    """Counts events, as far as it has come."""

    def __init__(self):
        self.store, self.position, self.count = MemoryStore(), 0, 0

    def catch_up(self):
        for recorded in self.store.read_all(after=self.position):
            self.position, self.count = recorded.position, self.count + 1


def draw_late(happened, every):
    projection, events = Late(), [Event("Opened", {"amount": n}) for n in range(9)]
    return late_model(events, happened, every, projection, lambda: projection.count)


@pytest.mark.parametrize(
    ("happened", "every", "shown", "lag"),
    [(7, 3, 6, "1 position"), (8, 3, 6, "2 positions"), (9, 3, 9, "0 positions"), (0, 2, 0, "0 p")],
)
def test_the_lag_of_a_projection_is_measured_in_positions(happened, every, shown, lag):
    picture = draw_late(happened, every)
    for words in (picture.alt, picture.text):
        assert f"read model: {shown}" in words
        assert f"lag: {lag}" in words
        assert f"when caught up: {happened}" in words


def test_a_late_model_is_legible():
    for happened in (0, 5, 9):
        assert_legible(draw_late(happened, 4).figure)


def test_catching_up_behind_no_event_is_refused():
    with pytest.raises(ValueError, match="every is 0"):
        draw_late(3, 0)
