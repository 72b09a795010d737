"""Drawn plans, for scopes too large to be run completely; and shrinking what fails under one."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from eventlab.sim.schedule import CRASH, ERROR, LEASE, MEANWHILE, Fault, Schedule, Turn

_DEEPEST = 6  # calls into a delivery, at which a fault may be drawn


class Drawn:
    """A plan drawn from a seed: the same seed gives the same plan, in every process.

    Half of the plans shuffle the events, the others keep them nearly in order. What consumers
    publish comes in between, at a moment that is drawn as well.

    Args:
        labels: what is sent, in order.
        seed: any integer.
        copies: how often each is delivered at most.
        faults: the faults to draw from, such as `Fault("crash")`.
        most: how many faults there may be, beside deliveries of the same event.
    """

    def __init__(
        self, labels: Sequence[str], seed: int, copies: int, faults: Sequence[Fault], most: int
    ) -> None:
        self._random = random = Random(seed)
        turns = [label for label in labels for _ in range(random.randint(1, copies))]
        spread = random.choice([len(turns), 2])
        turns.sort(key=lambda label: labels.index(label) + random.uniform(0, spread))
        self._turns = turns
        self._faults: dict[int, Fault] = {}  # by the number of the turn
        for _ in range(random.randint(0, most) if faults else 0):
            self._faults[random.randrange(len(turns) + 2)] = random.choice(faults)
        self._given = 0

    def next(self, waiting: Sequence[str]) -> Turn | None:
        """Return the next turn."""
        choice = [*self._turns[:1], *waiting]
        if not choice:
            return None
        label = self._random.choice(choice)
        if self._turns and label is choice[0]:
            self._turns.pop(0)
        fault = self._faults.get(self._given)
        self._given += 1
        return Turn(label, self._placed(fault) if fault else None)

    def _placed(self, fault: Fault) -> Fault:
        """Choose the call at which it happens; a crash that finds no such call comes at the end."""
        if fault.place or fault.kind not in (CRASH, LEASE, MEANWHILE, ERROR):
            return fault
        before = fault.kind != ERROR or self._random.random() < 0.5
        number = self._random.randint(1, _DEEPEST)
        return Fault(fault.kind, f"call {number}" if before else f"after call {number}")


def shrink(schedule: Schedule, order: Sequence[str], fails: Callable[[Schedule], bool]) -> Schedule:
    """Make a failing schedule smaller, until it passes with any one thing less.

    One thing is a turn, a fault, or the exchange of two neighbours that are in the wrong order.
    Turns are left out by halves first, then by quarters and so on: the delta debugging of Zeller
    and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).

    Args:
        schedule: one that fails.
        order: the labels in their right order.
        fails: runs a schedule and returns whether it fails in the same way.
    """
    size = max(len(schedule) // 2, 1)
    while size > 1:
        for start in range(0, len(schedule), size):
            smaller = Schedule((*schedule[:start], *schedule[start + size :]))
            if smaller and fails(smaller):
                schedule = smaller
                break
        else:
            size //= 2
        size = min(size, len(schedule) // 2)
    while found := next(filter(fails, simpler(schedule, order)), None):
        schedule = found
    return schedule


def simpler(schedule: Schedule, order: Sequence[str]) -> Iterator[Schedule]:
    """Yield every schedule that is this one with one thing less, but none that is empty."""
    for i in range(len(schedule) if len(schedule) > 1 else 0):
        yield Schedule((*schedule[:i], *schedule[i + 1 :]))
    for i, turn in enumerate(schedule):
        if turn.fault:
            yield schedule.with_fault(i, None)
    for i in range(len(schedule) - 1):
        swapped = Schedule((*schedule[:i], schedule[i + 1], schedule[i], *schedule[i + 2 :]))
        if swapped.size(order) < schedule.size(order):
            yield swapped
