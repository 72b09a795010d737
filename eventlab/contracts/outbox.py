"""The contract of an outbox. `make()` returns a new one, in a database of its own.

It has `transaction()`, `add(tx, event)`, and `relay(publish)`, which is `eventlab.relay` with this
outbox. `make(beside=outbox)` returns one more handle on the same, as another process has. The
features are "sql" for a transaction with `execute`, "patience" for `make(beside=outbox,
patience=…)`, and "strict" for an outbox that refuses to be used so that an event would be lost.
"""

import sqlite3
from contextlib import closing, suppress
from functools import partial
from typing import Any

from eventlab.contracts import Contract, Make, Stop, in_threads, raises, same
from eventlab.event import Event

outbox = Contract("outbox")


def commit(subject: Any, *ids: str) -> None:
    """Add events with these ids, each in a transaction of its own."""
    for id in ids:
        with subject.transaction() as tx:
            subject.add(tx, Event("Paid", id=id))


def send(subject: Any) -> str:
    """Relay what there is, and return the ids."""
    sent: list[str] = []
    subject.relay(lambda event: sent.append(event.id))
    return " ".join(sent)


class Broker:
    """Where the events go. It is down for the event "down", and for "killed" the relay dies."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.up = False

    def publish(self, event: Event) -> None:
        """Take the event, unless there is trouble."""
        if event.id == "down" and not self.up:
            raise ConnectionError("the broker is down")
        self.sent.append(event.id)
        if event.id == "killed" and not self.up:
            raise Stop


@outbox.case(core=True)
def committed_is_sent(make: Make) -> None:
    """What a committed transaction has added is sent, as it was added, and only once."""
    subject, event = make(), Event("Paid", {"amount": 5}, id="1", subject="order/7")
    sent: list[Event] = []
    with subject.transaction() as tx:
        subject.add(tx, event)
    same(subject.relay(sent.append), 1, "how many were sent, by the relay's own account")
    same(sent, [event], "what was sent")
    same(send(subject), "", "what a second relay sent")


@outbox.case(core=True)
def rolled_back_is_not_sent(make: Make) -> None:
    """What was added in a transaction that failed is never sent."""
    subject = make()

    def fail() -> None:
        with subject.transaction() as tx:
            subject.add(tx, Event("Paid", id="1"))
            raise LookupError("no stock")

    raises(LookupError, fail)
    commit(subject, "2")
    same(send(subject), "2", "what was sent")


@outbox.case(core=True, needs=["sql"])
def with_what_it_tells_of(make: Make) -> None:
    """The event and the change it tells of are committed, or rolled back, together."""
    subject, found = make(), []
    with subject.transaction() as tx:
        tx.execute("CREATE TABLE paid (id TEXT)")
    with suppress(LookupError), subject.transaction() as tx:
        tx.execute("INSERT INTO paid VALUES ('1')")
        subject.add(tx, Event("Paid", id="1"))
        raise LookupError("no stock")
    with subject.transaction() as tx:
        found += tx.execute("SELECT id FROM paid").fetchall()
    same((found, send(subject)), ([], ""), "what is left of the change, and what was sent")


@outbox.case(core=True)
def in_the_order_of_the_commits(make: Make) -> None:
    """Events are sent in the order in which they were committed, also after some were sent."""
    subject = make()
    commit(subject, "3", "1")
    with subject.transaction() as tx:
        for id in ("2", "9", "4"):
            subject.add(tx, Event("Paid", id=id))
    same(send(subject), "3 1 2 9 4", "the first events sent")
    commit(subject, "0", "5")
    same(send(subject), "0 5", "the next events sent")


@outbox.case(core=True)
def killed_before_the_mark(make: Make) -> None:
    """A relay that dies between publish and mark has lost nothing: the event is sent again."""
    subject, broker = make(), Broker()
    commit(subject, "1", "killed", "2")
    raises(Stop, subject.relay, broker.publish)
    broker.up = True
    subject.relay(broker.publish)
    same(broker.sent, ["1", "killed", "killed", "2"], "what was sent in the two runs")


@outbox.case(core=True)
def stops_at_what_fails(make: Make) -> None:
    """When publish fails, the relay says so and stops there: nothing overtakes, nothing is lost."""
    subject, broker = make(), Broker()
    commit(subject, "1", "down", "2")
    raises(ConnectionError, subject.relay, broker.publish)
    same(broker.sent, ["1"], "what was sent before the failure")
    broker.up = True
    subject.relay(broker.publish)
    same(broker.sent, ["1", "down", "2"], "what was sent in the end")


@outbox.case(core=True)
def outlives_its_process(make: Make) -> None:
    """What was added is sent by another handle, also after a restart."""
    subject = make()
    commit(subject, "1", "2")
    same(send(make(beside=subject)), "1 2", "what the other one sent")
    same(send(subject), "", "what is left")


@outbox.case()
def not_before_the_commit(make: Make) -> None:
    """As long as the transaction is open, nothing of it is sent."""
    subject = make()
    other = make(beside=subject)
    with subject.transaction() as tx:
        subject.add(tx, Event("Paid", id="1"))
        same(send(other), "", "what was sent during the transaction")
    same(send(other), "1", "what was sent after it")


@outbox.case(needs=["patience"])
def late_commit(make: Make) -> None:
    """A transaction that begins first and commits last is not skipped."""
    subject = make()
    other, sent = make(beside=subject, patience=0.0), []
    with subject.transaction() as tx:
        subject.add(tx, Event("Paid", id="early"))
        with suppress(TimeoutError):  # where one transaction writes at a time, it has to wait
            in_threads([lambda: commit(other, "quick")])
        other.relay(lambda event: sent.append(event.id))
    subject.relay(lambda event: sent.append(event.id))
    same("early" in sent, True, "whether the one that committed late was sent")


@outbox.case()
def interrupted_is_not_sent(make: Make) -> None:
    """Ctrl-C inside a transaction rolls it back."""
    subject = make()

    def interrupted() -> None:
        with subject.transaction() as tx:
            subject.add(tx, Event("Paid", id="1"))
            raise Stop

    raises(Stop, interrupted)
    same(send(subject), "", "what was sent")


@outbox.case()
def two_relays(make: Make) -> None:
    """Two relays at once may send twice, but lose nothing and send nothing before its elders."""
    subject, sent = make(), []
    other = make(beside=subject)
    commit(subject, "1", "2", "3", "4")

    def slowly(event: Event) -> None:
        if event.id == "2" and "2" not in sent:
            other.relay(lambda event: sent.append(event.id))
        sent.append(event.id)

    subject.relay(slowly)
    same(list(dict.fromkeys(sent)), ["1", "2", "3", "4"], "the order in which they came first")


@outbox.case()
def marks_only_its_own(make: Make) -> None:
    """A relay that marks late, after another has sent all, does not mark a new event instead."""
    subject, sent = make(), []
    other = make(beside=subject)
    commit(subject, "1")

    def slowly(event: Event) -> None:
        if event.id == "1":
            send(other)
            commit(subject, "2")
        sent.append(event.id)

    subject.relay(slowly)
    same(sent, ["1", "2"], "what the relay that was late has sent")


@outbox.case(needs=["strict"])
def async_publish_is_refused(make: Make) -> None:
    """A publish that has run nothing yet is refused, and its event stays."""
    subject = make()
    commit(subject, "1")

    async def later(event: Event) -> None: ...

    raises(TypeError, subject.relay, later)
    raises(TypeError, subject.relay, lambda event: later(event))
    raises(TypeError, subject.relay, lambda event: (number for number in [1]))
    same(send(subject), "1", "what was sent after that")


@outbox.case(needs=["strict"])
def outside_a_transaction(make: Make) -> None:
    """To add an event to no transaction, or to one that is over, is refused."""
    subject = make()
    with subject.transaction() as tx:
        pass
    raises(ValueError, subject.add, tx, Event("Paid"))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as tx:
        raises(ValueError, subject.add, tx, Event("Paid"))


@outbox.case(needs=["strict"])
def in_another_database(make: Make) -> None:
    """To add an event to another database's transaction is refused: nobody would send it."""
    subject, elsewhere = make(), make()
    with elsewhere.transaction() as tx:
        raises(ValueError, subject.add, tx, Event("Paid"))
    same((send(subject), send(elsewhere)), ("", ""), "what was sent")


@outbox.case()
def threads(make: Make) -> None:
    """Threads commit at once, and every event is sent: those of each thread in its order."""
    subject = make()
    ids = [[f"{worker}-{number}" for number in range(20)] for worker in range(4)]
    in_threads([partial(commit, subject, *its) for its in ids])
    sent = send(subject).split()
    same(len(sent), 80, "the number of events sent")
    same([[id for id in sent if id in its] for its in ids], ids, "the order of each thread's")
