"""What is tried on `Shipping`: a database, a broker that fails, and every crash."""

import sqlite3
from collections.abc import Callable
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, show, step, stub_in
from eventlab.sim import Property, Scenario, database, effects_per_intent
from eventlab.sim.checkers import NO_LIMIT, Finding
from eventlab.sim.history import EFFECT, History
from eventlab.sim.report import Result
from eventlab.sim.scenario import ORDERS

from . import mistakes as m

outbox = Task("08-outbox", "Shipping")

TABLES = """
    CREATE TABLE shipments (id TEXT PRIMARY KEY);
    CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT);
"""
LOOK = "the step before the crash: what is committed by then, and who will tell it?"


class Shop:
    """The learner's service on a database of its own, and the broker that it tells."""

    def __init__(self, Shipping: Any) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(TABLES)
        self.sent: list[Any] = []
        self.early: list[bool] = []  # for each that was sent: before its shipment was committed?
        self.on_publish: Callable[[Any], Any] = lambda event: None
        self.make = lambda: Shipping(self.db, self)
        self.service = self.make()

    def publish(self, event: Any) -> None:
        """Take an event; be what the learner knows as the broker."""
        name = event.data.get("order", event.id) if isinstance(event, Event) else show(event, 30)
        try:
            self.on_publish(event)
        except ConnectionError:
            step(f"broker.publish({name}) raises ConnectionError")
            raise
        step(f"broker.publish({name})")
        self.sent.append(event)
        self.early.append(self.db.in_transaction or not self.shipments())

    def handle(self, *ids: str) -> None:
        """Let these payments come."""
        for id in ids:
            step(f"shipping.handle({id})")
            self.service.handle(paid(id))

    def relay(self) -> None:
        """Let the relay do its work."""
        step("shipping.relay()")
        self.service.relay()

    def fails_to_relay(self) -> BaseException | None:
        """Let it run while something is wrong; return what came out of it."""
        step("shipping.relay()")
        try:
            self.service.relay()
        except Exception as error:
            if stub_in(error):
                raise
            return error
        return None

    def restart(self) -> None:
        """End the process, and with it what was not committed; start another one."""
        step("the process is started again")
        self.db.rollback()
        self.service = self.make()

    def shipments(self) -> list[str]:
        """Return what is saved."""
        return [str(id) for (id,) in self.db.execute("SELECT id FROM shipments ORDER BY rowid")]

    def told(self) -> str:
        """Return the orders that the broker was told of."""
        orders = [e.data.get("order") if isinstance(e, Event) else "?" for e in self.sent]
        return " ".join(map(str, orders)) or "nothing"

    def expect(self, told: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand what was told, in this order."""
        if self.told() != told:
            raise Failure(f"{told} told", f"{self.told()} told", (known or {}).get(self.told()))


def paid(id: str) -> Event:
    """Return a payment that belongs to something that began before it."""
    return Event("OrderPlaced", {}, id=f"placed-{id}").caused("OrderPaid", {}, id=id)


def down(event: Any) -> None:
    """Be a broker that is down."""
    raise ConnectionError("the broker is down")


@outbox.shape
def a_class(Shipping: Any) -> None:
    """You hand in a class whose objects have the methods handle(event) and relay()."""
    for method in ("handle", "relay") if isinstance(Shipping, type) else ():
        if not hasattr(Shipping, method):
            look = "its spelling, and whether it is indented as a method of the class."
            raise Failure(f"Shipping has the method {method}", "it has none", look=look)
    is_class(Shipping, "Shipping", "handle(event)", "relay()")


@outbox.behaviour
def saves_it(Shipping: Any) -> None:
    """A payment becomes one row in shipments, and it is committed."""
    shop = Shop(Shipping)
    shop.handle("A")
    before = shop.shipments()
    shop.db.rollback()
    if (found := shop.shipments()) != ["A"]:
        mistake = m.NEVER_COMMITS if before == ["A"] else None
        look = "what you insert into shipments: event.id."
        raise Failure("one row, 'A'", f"the rows are {found}", mistake, look=look)


@outbox.behaviour
def tells_it(Shipping: Any) -> None:
    """It is told: an OrderShipped, for this order, which the payment has caused."""
    shop = Shop(Shipping)
    shop.handle("A")
    shop.relay()
    if len(shop.sent) != 1:
        raise Failure("one event told", f"{len(shop.sent)} told")
    event, cause = shop.sent[0], paid("A")
    if not isinstance(event, Event):
        raise Failure("an Event", f"{show(event, 40)}", m.NO_EVENT)
    found = event.type, dict(event.data)
    if found != ("OrderShipped", {"order": "A"}):
        look = "what you hand to event.caused: the type, and the data."
        raise Failure("OrderShipped with {'order': 'A'}", f"{found[0]} with {found[1]}", look=look)
    if (event.correlation_id, event.causation_id) != (cause.correlation_id, cause.id):
        happened = f"correlation {_own(event)}, causation {show(event.causation_id, 20)}"
        wanted = f"correlation {cause.correlation_id!r}, causation {cause.id!r}"
        raise Failure(wanted, happened, m.NOT_CAUSED)


@outbox.edge
def all_in_order(Shipping: Any) -> None:
    """All that is to be told is told, in the order in which it was saved."""
    shop = Shop(Shipping)
    shop.handle("C", "A", "B")
    shop.relay()
    known = {"C": m.ONE_ONLY, "A B C": m.WRONG_ORDER, "B A C": m.WRONG_ORDER}
    shop.expect("C A B", known)


@outbox.edge
def only_once(Shipping: Any) -> None:
    """What was told is told no more: not by the next relay, and not after a restart."""
    shop = Shop(Shipping)
    shop.handle("A")
    shop.relay()
    shop.relay()
    shop.restart()
    shop.relay()
    shop.expect("A", dict.fromkeys(["A A", "A A A"], m.NEVER_CROSSES_OUT))


@outbox.edge
def duplicates(Shipping: Any) -> None:
    """A payment that comes twice is one shipment, and is told once."""
    shop = Shop(Shipping)
    shop.handle("A")
    shop.relay()
    try:
        shop.handle("A", "B")
    except sqlite3.IntegrityError as error:
        wanted = "the duplicate does nothing"
        raise Failure(wanted, describe(error), m.DUPLICATE_FAILS) from None
    shop.relay()
    shop.expect("A B", {"A A B": m.TELLS_DUPLICATES})


@outbox.fault
def told_after_a_restart(Shipping: Any) -> None:
    """What was saved before a restart is told after it."""
    shop = Shop(Shipping)
    shop.handle("A")
    early = shop.told() == "A"
    shop.restart()
    shop.relay()
    shop.expect("A", {} if early else {"nothing": m.IN_MEMORY})


@outbox.fault
def crash_anywhere(Shipping: Any) -> None:
    """Wherever the process dies, what is saved is told, and nothing else."""
    one, three = world(Shipping, events=ORDERS[:1]), world(Shipping)
    prove(one, _why(Shipping), faults=["crash"], most=2, look=LOOK)
    prove(three, _why(Shipping), copies=1, faults=["crash"], look=LOOK)


@outbox.fault
def broker_down(Shipping: Any) -> None:
    """While the broker is down payments are handled; relay says so, and the next one goes on."""
    shop = Shop(Shipping)
    shop.on_publish = down
    shop.handle("A", "B")
    error = shop.fails_to_relay()
    if not isinstance(error, ConnectionError):
        happened = f"it raises {describe(error)}" if error else "it returns"
        raise Failure("relay raises the ConnectionError", happened, m.BROKER_SWALLOWED)
    shop.on_publish = lambda event: None
    shop.relay()
    shop.expect("A B", dict.fromkeys(["nothing", "B"], m.BROKER_SWALLOWED))


@outbox.fault
def nothing_overtakes(Shipping: Any) -> None:
    """What cannot be sent holds up all that was saved after it."""
    shop = Shop(Shipping)
    shop.handle("A", "B")
    shop.on_publish = lambda event: down(event) if event.data["order"] == "A" else None
    shop.fails_to_relay()
    shop.on_publish = lambda event: None
    shop.relay()
    shop.expect("A B", {"B A": m.OVERTAKES, "B": m.BROKER_SWALLOWED})


@outbox.fault
def one_more_meanwhile(Shipping: Any) -> None:
    """A payment that comes while the relay is at work is told too."""
    shop = Shop(Shipping)
    shop.handle("A")
    others = iter(["B"])
    shop.on_publish = lambda event: shop.handle(*others)
    shop.relay()
    shop.on_publish = lambda event: None
    shop.relay()
    known = {"A": m.CLEARS_ALL, "A A B": m.NEVER_CROSSES_OUT, "A B B": m.NEVER_CROSSES_OUT}
    shop.expect("A B", known)


@outbox.fault
def the_same_event(Shipping: Any) -> None:
    """An event that is sent again, since the answer was lost, is the same one."""
    shop, taken = Shop(Shipping), []
    shop.handle("A")

    def no_answer(event: Any) -> None:
        taken.append(event)
        down(event)

    shop.on_publish = no_answer
    shop.fails_to_relay()
    shop.on_publish = lambda event: None
    shop.restart()
    shop.relay()
    shop.expect("A")
    if taken[0].id != shop.sent[0].id:
        raise Failure("the same id both times", "another id the second time", m.NEW_ID)
    if taken[0] != shop.sent[0]:
        look = "what you keep in the outbox: all of the event, event.to_json()."
        raise Failure(
            "the same event both times", "one that differs in its data or time", look=look
        )


@outbox.fault
def failing_calls(Shipping: Any) -> None:
    """So it is when a call to the database or the broker fails, or an answer is lost."""
    two = world(Shipping, events=ORDERS[:2])
    prove(two, _why(Shipping), copies=1, faults=["error", "ack lost"], look=LOOK)


@outbox.fault
def two_at_once(Shipping: Any) -> None:
    """So it is when another process has the same payment at the same time."""
    two = world(Shipping, events=ORDERS[:2])
    prove(two, _why(Shipping), copies=1, faults=["lease"], look=LOOK)


class Broker:
    """The broker of the simulator: what it was told outlives all processes."""

    def __init__(self) -> None:
        self.orders: list[str] = []

    def publish(self, event: Event) -> None:
        """Take an event."""
        self.orders.append(str(event.data["order"]))

    def effects(self) -> list[str]:
        """Return the orders that were told, one for each time."""
        return self.orders


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
    effects_per_intent(of="db"),
    effects_per_intent(1, NO_LIMIT, of="broker"),
)


def world(Shipping: Any, **options: Any) -> Scenario:
    """Return the learner's service in its world: it handles an event, then relays."""

    class Process:
        def __init__(self, db: Any, broker: Any) -> None:
            self.shipping = Shipping(db, broker)

        def handle(self, event: Event) -> None:
            self.shipping.handle(event)
            self.shipping.relay()

    return Scenario("shipping", Process, offers=OFFERS, properties=PROPERTIES, **options)


def _why(Shipping: Any) -> Callable[[Result], Mistake | None]:
    """Return what says why a run breaks it: by who publishes, and what is committed before."""

    def diagnose(result: Result) -> Mistake | None:
        shop = Shop(Shipping)
        shop.handle("A")
        if shop.sent:
            return m.PUBLISH_THEN_COMMIT if any(shop.early) else m.COMMIT_THEN_PUBLISH
        violated = result.violated
        if violated is PROPERTIES[0] or len(_commits(result)) > 1:
            return m.TWO_TRANSACTIONS
        return m.MARK_FIRST

    return diagnose


def _commits(result: Result) -> list[str]:
    """Return the commits in the handling of a first event, before anything is published."""
    run = result.scenario.run(type(result.schedule).of(["A"]))
    calls = [run.calls[0][number] for number in run.lasting[0]]
    return [*calls[: calls.index("broker.publish")]] if "broker.publish" in calls else []


def _own(event: Event) -> str:
    return "its own id" if event.correlation_id == event.id else show(event.correlation_id, 20)
