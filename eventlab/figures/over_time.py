"""Load over time: how deep a queue is and how long events take, one above the other."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from eventlab.figures.chart import Chart, Key, Scale, heading
from eventlab.figures.marks import MARKS
from eventlab.figures.picture import (
    BLUE,
    FAINT,
    INK,
    WIDTH,
    Page,
    Picture,
    fold,
    own_style,
)
from eventlab.sim.load import Floats, Ints, Load, Policy, simulate
from eventlab.sim.retries import Retrying, simulate_retries
from eventlab.sim.workload import exponential, poisson

MARGIN = 0.22  # inches, as all that follow
LEFT = 0.75
TALL = 1.45  # each of the two charts
Place = tuple[float, float, float, float]  # left, top, width, height
LOOKS = 6  # moments that the text tells of


@own_style()
def load_over_time(
    load: Load, *, seconds: float, bound: int | None = None, seed: int | None = None
) -> Picture:
    """Draw how deep the queue of the first run was, and under it the response time of each event.

    Args:
        load: what `simulate` returned.
        seconds: how much of it, from the beginning.
        bound: how many events may wait, to be drawn as a line.
        seed: the seed of what was drawn at random.

    Raises:
        ValueError: nothing arrives in that time.
    """
    if not np.any(load.arrived[:, 0] <= seconds):
        raise ValueError(f"no event arrives in {seconds:g} s, so there is nothing to draw")
    changes = np.concatenate([load.arrived[:, 0], load.entered[:, 0], load.taken[:, 0]])
    times = np.unique([0, *changes[changes < seconds], seconds])
    depth, held = load.depth(times)[:, 0], load.blocked(times)[:, 0]
    told = [_moment(load, seconds * look / LOOKS) for look in range(1, LOOKS + 1)]
    said = _title(load, told[-1], int((depth + held).max()))
    page = Page(WIDTH, MARGIN + 0.62 + 2 * (TALL + 0.36) + 0.36)
    title = fold(said, WIDTH - 2 * MARGIN, 11.5, bold=True)
    page.text(MARGIN, MARGIN, title, size=11.5, bold=True, align="left", stand="top")
    place = LEFT, MARGIN + 0.62, WIDTH - LEFT - MARGIN, TALL
    across = Scale(0, seconds, most=10)
    _draw_waiting(page, place, across, times, depth, held, bound)
    place = LEFT, MARGIN + 0.62 + TALL + 0.36, WIDTH - LEFT - MARGIN, TALL
    _draw_responses(page, place, across, load)
    words = "time in seconds"
    page.text(
        (WIDTH + LEFT - MARGIN) / 2,
        page.height - MARGIN - 0.2,
        words,
        size=8,
        color=FAINT,
        stand="top",
    )
    if seed is not None:
        corner = WIDTH - MARGIN, page.height - MARGIN
        page.text(*corner, f"seed {seed}", size=8, color=FAINT, align="right")
    places = f"A queue of {bound} places" if bound else "A queue without a bound"
    lines = [places if seed is None else f"{places}, seed {seed}", *(m.sentence for m in told)]
    alt = ". ".join(line[0].upper() + line[1:] for line in [said, *lines])
    return Picture(page.figure, said, f"{alt}.", "\n".join([said, *lines]))


def queue_under_load(
    arrival_rate: float,
    service_rate: float,
    bound: int | None = None,
    policy: Policy = "block",
    *,
    seconds: float = 60,
    seed: int = 0,
) -> Picture:
    """Let events arrive at random at one consumer and draw what becomes of its queue.

    The seed fixes the chance and the rates only stretch it, so a small step of a slider makes a
    small change. What arrives and what can be done are in events per second.
    """
    mean = arrival_rate * seconds
    events = round(mean + 6 * mean**0.5) + 10  # more than arrive in that time
    arrivals = poisson(arrival_rate, events, seed=seed)
    services = exponential(service_rate, events, seed=seed)
    load = simulate(arrivals, services, bound=bound, policy=policy)
    return load_over_time(load, seconds=seconds, bound=bound, seed=seed)


def retries_under_load(
    arrivals: Iterable[float],
    retry: Retrying,
    *,
    rate: float = 10,
    bound: int = 20,
    attempts: int = 5,
    seconds: float = 60,
) -> Picture:
    """Let callers call a service, and try again when it refuses them; draw all of their calls.

    See `eventlab.sim.simulate_retries` for the arguments.
    """
    load = simulate_retries(
        arrivals, retry, rate=rate, bound=bound, seconds=seconds, attempts=attempts
    )
    return load_over_time(load, seconds=seconds, bound=bound)


def _draw_waiting(
    page: Page,
    place: Place,
    across: Scale,
    times: Floats,
    depth: Ints,
    held: Ints,
    bound: int | None,
) -> None:
    most = max(int(depth.max()), int(held.max()), bound or 0)
    up = Scale.up_to(most * 1.02, least=20)
    chart = Chart(page, *place, x=across, y=up, numbered=False)
    keys = [Key("in the queue", color=BLUE, linewidth=1.6)]
    chart.line(times, depth, drawstyle="steps-post", **keys[0].style, zorder=4)
    if bound is not None:
        keys.append(Key(f"its bound, {bound}", color=INK, linewidth=1.3, linestyle=(0, (1, 1.5))))
        chart.level(bound, **keys[-1].style, zorder=3)
    if held.any():
        keys.append(Key("held up before it", color=INK, linewidth=1.4, linestyle=(0, (5, 1.5))))
        chart.line(times, held, drawstyle="steps-post", **keys[-1].style, zorder=3)
    heading(chart, "Events waiting", keys)


def _draw_responses(page: Page, place: Place, across: Scale, load: Load) -> None:
    response, arrived = load.responses[:, 0], load.arrived[:, 0]
    seen = load.finished[:, 0] <= across.high
    up = Scale.up_to(response[seen].max(initial=0.0) * 1.02, least=1)
    chart = Chart(page, *place, x=across, y=up)
    keys = [Key("an event that is done", color=BLUE, linestyle="", marker="o", markersize=2.6)]
    chart.line(arrived[seen], response[seen], **keys[0].style, zorder=4)
    lost = arrived[load.dropped[:, 0] & (arrived <= across.high)]
    if lost.size:
        cross = MARKS["lost"]
        look = {"color": cross.color, "marker": cross.marker, "markersize": 4.5}
        keys.append(Key("one that was dropped", linestyle="", **look))
        chart.line(lost, np.full(lost.size, up.high * 0.96), **keys[-1].style, zorder=5)
    heading(chart, "Response time in seconds, by time of arrival", keys)


@dataclass(frozen=True, slots=True)
class _Moment:
    """What there is to say of one moment."""

    time: float
    queued: int
    held: int
    dropped: int
    last: float | None  # how long the last event that is done took

    @property
    def sentence(self) -> str:
        parts = [f"at {self.time:.3g} s {self.queued} in the queue"]
        parts += [f"{self.held} held up before it"] if self.held else []
        parts += [f"{self.dropped} dropped so far"] if self.dropped else []
        parts += [f"the last one done took {self.last:.1f} s"] if self.last is not None else []
        return ", ".join(parts)


def _moment(load: Load, time: float) -> _Moment:
    finished = load.finished[:, 0]
    done = np.flatnonzero(finished <= time)
    last = float(load.responses[done[finished[done].argmax()], 0]) if done.size else None
    dropped = int(np.sum(load.dropped[:, 0] & (load.arrived[:, 0] <= time)))
    return _Moment(time, int(load.depth(time)[0, 0]), int(load.blocked(time)[0, 0]), dropped, last)


def _title(load: Load, end: _Moment, peak: int) -> str:
    """Say what became of the queue, by what arrived and what was done in this run."""
    came = int(np.sum(load.arrived[:, 0] <= end.time))
    done = int(load.done(end.time)[0, 0])
    rates = f"{came / end.time:.1f} events/s arrive, {done / end.time:.1f}/s are done"
    if end.dropped:
        return f"{rates}: {end.dropped / came:.0%} are dropped"
    growth = (end.queued + end.held) / end.time
    if end.queued + end.held > max(10, 0.5 * peak) and growth > 0.05 * came / end.time:
        where = "the queue is full; what waits before it" if end.held else "the queue"
        return f"{rates}: {where} grows by {growth:.1f}/s"
    return f"{rates}: never more than {peak} wait"
