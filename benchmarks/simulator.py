"""Every schedule of three events once or twice with a crash after a delivery, and a bare loop."""

from collections.abc import Iterator
from operator import sub

from benchmarks.ratio import Row, in_turns, row, timed
from eventlab import Event
from eventlab.sim import Scenario, explore, nothing_lost
from eventlab.sim.scenario import ORDERS
from eventlab.sim.schedule import orders

REACH = 150  # ms for all of them
SCHEDULES = 1374
TURNS = 15


def measure() -> Iterator[Row]:
    """Yield the milliseconds that a trivial handler takes under all schedules. Takes seconds."""
    found = in_turns({"a loop": timed(bare), "eventlab": timed(simulated)}, TURNS, by=sub)
    what = f"{SCHEDULES:,} schedules of a trivial handler above the bare loop, in ms"
    yield row(what, found, REACH, above=True)


def sends(event: Event, mail: object) -> None:
    """Have one effect."""
    mail.send(event.id)  # type: ignore[attr-defined]


class Mail:
    """Counts what it sends."""

    sent = 0

    def send(self, id: str) -> None:
        """Send one."""
        self.sent += 1


def bare() -> None:
    """Call the handler for each delivery of these schedules, and for each that a crash repeats."""
    by_id, mail = {event.id: event for event in ORDERS}, Mail()
    for _, schedule in orders(tuple(by_id)):
        for _ in range(1 + len(schedule)):
            for turn in schedule:
                sends(by_id[turn.label], mail)


def simulated() -> None:
    """Explore them."""
    scenario = Scenario("benchmark", sends, properties=[nothing_lost()])
    report = explore(scenario, faults=["crash at end"])
    if (report.verdict, report.schedules) != ("holds", SCHEDULES):
        raise AssertionError(f"{report.schedules} schedules, not {SCHEDULES}: {report}")
