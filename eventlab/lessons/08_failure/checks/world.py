"""The world of the learner's service in the simulator: what must hold, and why it did not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from eventlab import Event
from eventlab.course.grading import Mistake
from eventlab.sim import Property, Scenario, database, effects_per_intent, replay
from eventlab.sim.checkers import NO_LIMIT, Finding
from eventlab.sim.history import EFFECT, STATE, History
from eventlab.sim.report import Result

from . import mistakes as m
from .shop import TABLES


class Broker:
    """The broker of the simulator: what it was told outlives all processes."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def publish(self, event: Event) -> None:
        """Take an event."""
        self.told.append((str(event.data["order"]), event.id))

    def effects(self) -> list[str]:
        """Return the orders that were told, one for each time."""
        return [order for order, _ in self.told]


def told_by(broker: Broker) -> frozenset[tuple[str, str]]:
    """Return which events have told of which orders."""
    return frozenset(broker.told)


def told_by_one() -> Property:
    """Return the property that all that tells of an order is the same event."""

    def find(history: History) -> Finding | None:
        for index, op in enumerate(history.ops):
            if op.kind == STATE:
                orders = [order for order, _ in op.value]
                for order in sorted(orders):
                    if orders.count(order) > 1:
                        reason = f"two events, each with its own id, tell of {order}"
                        return Finding(reason, (order,), index)
        return None

    return Property("one event tells of each order", find, STATE)


def only_what_is_saved() -> Property:
    """Return the property that nothing is told before it is committed."""

    def find(history: History) -> Finding | None:
        saved = set()
        for index, op in enumerate(history.ops):
            if op.kind == EFFECT and op.target == "db":
                saved.add(op.subject)
            elif op.kind == EFFECT and op.subject not in saved:
                return Finding(f"{op.subject} is told and not saved", (op.subject,), index)
        return None

    return Property("only what is saved is told", find, EFFECT)


OFFERS = {"db": database(TABLES, "SELECT id FROM shipments"), "broker": Broker}
PROPERTIES = (
    only_what_is_saved(),
    replace(effects_per_intent(of="db"), words="each payment has one shipment"),
    replace(effects_per_intent(1, NO_LIMIT, of="broker"), words="what is saved is told"),
)


def world(Shipping: Any, *, relays: bool = True, **options: Any) -> Scenario:
    """Return the learner's service in its world: it handles an event, then relays."""

    class Process:
        def __init__(self, db: Any, broker: Any) -> None:
            self.shipping = Shipping(db, broker)

        def handle(self, event: Event) -> None:
            self.shipping.handle(event)
            if relays:
                self.shipping.relay()

    return Scenario("shipping", Process, offers=OFFERS, properties=PROPERTIES, **options)


def why(Shipping: Any) -> Callable[[Result], Mistake | None]:
    """Return what says why a run breaks it: by who publishes, and how often `handle` commits."""

    def diagnose(result: Result) -> Mistake | None:
        handled = replay("handle: A", world(Shipping, relays=False)).run
        effects = [op.target for op in handled.history.ops if op.kind == EFFECT]
        told = [target for target in effects if target == "broker"]
        if told:
            saved = effects.index("db") < effects.index("broker")
            return m.COMMIT_THEN_PUBLISH if saved else m.PUBLISH_THEN_COMMIT
        commits = len(handled.lasting[0]) - 1  # the acknowledgement comes last
        return m.TWO_TRANSACTIONS if commits > 1 else m.MARK_FIRST

    return diagnose


def why_after_an_error(Shipping: Any) -> Callable[[Result], Mistake | None]:
    """Return what says why a failing call breaks it: also by who learns of the failure."""

    def diagnose(result: Result) -> Mistake | None:
        if (mistake := why(Shipping)(result)) is not m.MARK_FIRST:
            return mistake
        passed_on = any(s.kind == "error" and s.source == "consumer" for s in result.trace.steps)
        return m.LEAVES_OPEN if passed_on else m.DATABASE_SWALLOWED

    return diagnose
