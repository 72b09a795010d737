"""The contract of an inbox. `make()` returns a new one, in a database of its own.

`make(beside=inbox)` returns one more handle on the same, as after a restart. The features are
"names" for `make(beside=inbox, name=…)`, "patience" for `make(beside=inbox, patience=…)`, "prune"
for `make(clock=…)` with `prune`, and "strict" for a transaction guarded against its handler.
"""

from contextlib import suppress
from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Contract, Make, Stop, in_threads, raises, same
from eventlab.event import Event

inbox = Contract("inbox")


def start(make: Make, **options: Any) -> Any:
    """Make an inbox, and beside it the table that the effects go to."""
    subject = make(**options)
    subject.once(Event("Opened"), lambda event, tx: tx.execute("CREATE TABLE paid (id TEXT)"))
    return subject


def pay(event: Event, tx: Any) -> None:
    """Have the effect: one row."""
    tx.execute("INSERT INTO paid VALUES (?)", (event.id,))


def pay_and_fail(event: Event, tx: Any) -> None:
    """Have the effect, and fail after it."""
    pay(event, tx)
    raise LookupError("no stock")


def paid(subject: Any) -> str:
    """Return the ids of all effects."""
    found: list[str] = []
    look = "SELECT id FROM paid ORDER BY rowid"
    subject.once(Event("Looked"), lambda event, tx: found.extend(r for (r,) in tx.execute(look)))
    return " ".join(found)


@inbox.case(core=True)
def effect_is_had_once(make: Make) -> None:
    """A duplicate has no effect; once says whether the effect was had: True, then False."""
    subject = start(make)
    told = [subject.once(Event("Paid", id="1"), pay) for _ in range(3)]
    same(paid(subject), "1", "the effects")
    same(told, [True, False, False], "what once returned")


@inbox.case(core=True)
def long_after(make: Make) -> None:
    """A duplicate is recognised also when other events came in between."""
    subject = start(make)
    for id in ("1", "2", "3", "1", "2", "1"):
        subject.once(Event("Paid", id=id), pay)
    same(paid(subject), "1 2 3", "the effects")


@inbox.case(core=True)
def by_source_and_id(make: Make) -> None:
    """An event is known by its source and id together."""
    subject = start(make)
    for source in ("/shop", "/market", "/shop"):
        subject.once(Event("Paid", id="1", source=source), pay)
    same(paid(subject), "1 1", "the effects of number 1 from two sources")


@inbox.case(core=True)
def not_by_content(make: Make) -> None:
    """Two events with the same data are two events."""
    subject = start(make)
    for id in ("1", "2"):
        subject.once(Event("Paid", {"amount": 5}, id=id, subject="order/7"), pay)
    same(paid(subject), "1 2", "the effects")


@inbox.case(core=True)
def rolled_back_with_the_effect(make: Make) -> None:
    """When the effect fails, nothing of it is left, the error comes out, and it may try again."""
    subject, event = start(make), Event("Paid", id="1")
    raises(LookupError, subject.once, event, pay_and_fail)
    same(paid(subject), "", "the effects after the failure")
    same(subject.once(event, pay), True, "what once returned at the second try")
    same(paid(subject), "1", "the effects after the second try")


@inbox.case(core=True)
def interrupted_with_the_effect(make: Make) -> None:
    """Ctrl-C in the effect leaves nothing of it either, and it may try again."""
    subject, event = start(make), Event("Paid", id="1")

    def interrupted(event: Event, tx: Any) -> None:
        pay(event, tx)
        raise Stop

    raises(Stop, subject.once, event, interrupted)
    same(paid(subject), "", "the effects after the interruption")
    subject.once(event, pay)
    same(paid(subject), "1", "the effects after the second try")


@inbox.case(core=True)
def outlives_its_process(make: Make) -> None:
    """What one handle has recorded, another one on the same database knows."""
    subject, event = start(make), Event("Paid", id="1")
    subject.once(event, pay)
    again = make(beside=subject)
    same(again.once(event, pay), False, "what once returned after a restart")
    same(paid(again), "1", "the effects after a restart")


@inbox.case(needs=["patience"])
def under_way_is_not_done(make: Make) -> None:
    """While an effect is under way, a duplicate elsewhere is not told that it has been had."""
    subject, event = start(make), Event("Paid", id="1")
    other, told = make(beside=subject, patience=0.0), []

    def meanwhile(event: Event, tx: Any) -> None:
        with suppress(TimeoutError):  # it is locked out, and will be delivered again
            in_threads([lambda: told.append(other.once(event, pay))])

    subject.once(event, meanwhile)
    same(told, [], "what once returned elsewhere while the effect was under way")


@inbox.case(needs=["strict"])
def handler_cannot_end_it(make: Make) -> None:
    """A handler cannot commit a part: neither by SQL nor by the connection behind a cursor."""
    for sql in ("COMMIT", "END", "ROLLBACK", " /* now */ commit", "BEGIN", "SAVEPOINT a"):
        subject = start(make)

        def end(event: Event, tx: Any, sql: str = sql) -> None:
            pay(event, tx)
            raises(ValueError, tx.execute, sql)
            raise LookupError("no stock")

        raises(LookupError, subject.once, Event("Paid", id="1"), end)
        same(paid(subject), "", f"the effects after {sql} and a failure")


@inbox.case(needs=["strict"])
def ended_from_within_is_told(make: Make) -> None:
    """Whoever ends the transaction behind its back is told that it may be half done."""
    subject = start(make)
    behind = lambda event, tx: tx.execute("SELECT 1").connection.commit()  # noqa: E731
    raises(RuntimeError, subject.once, Event("Paid", id="1"), behind)


@inbox.case(needs=["strict"])
def over_is_over(make: Make) -> None:
    """A handler that keeps its transaction cannot write with it later."""
    subject, kept = start(make), []
    subject.once(Event("Paid", id="1"), lambda event, tx: kept.append(tx))
    raises(ValueError, pay, Event("Paid", id="2"), kept[0])
    same(paid(subject), "", "the effects")


@inbox.case(needs=["strict"])
def not_inside_another(make: Make) -> None:
    """once inside an effect is refused at once, instead of waiting for itself for ever."""
    subject = start(make)

    def nested(event: Event, tx: Any) -> None:
        raises(RuntimeError, subject.once, Event("Paid", id="2"), pay)
        raises(RuntimeError, make(beside=subject).once, Event("Paid", id="2"), pay)
        pay(event, tx)

    subject.once(Event("Paid", id="1"), nested)
    same(paid(subject), "1", "the effects")


@inbox.case(needs=["names"])
def names_keep_apart(make: Make) -> None:
    """Two consumers with two names in one database each have their effect of every event."""
    billing, event = start(make), Event("Paid", id="1")
    mail = make(beside=billing, name="mail")
    told = [subject.once(event, pay) for subject in (billing, mail, billing, mail)]
    same(told, [True, True, False, False], "what once returned to the two in turn")
    same(paid(billing), "1 1", "the effects")


@inbox.case(needs=["prune"])
def pruned(make: Make) -> None:
    """prune(seconds) forgets what is older, and nothing else; it says how much."""
    subject = start(make, clock=(clock := VirtualClock(1000.0)))
    for id in ("1", "2"):
        subject.once(Event("Paid", id=id), pay)
        clock.advance(100)
    same(subject.prune(150), 2, "how many were forgotten: the first, and the opening")
    told = [subject.once(Event("Paid", id=id), pay) for id in ("1", "2")]
    same(told, [True, False], "what once returned for the old one and the newer one")


@inbox.case(needs=["names", "prune"])
def pruned_alone(make: Make) -> None:
    """prune does not touch what other names remember."""
    clock = VirtualClock(1000.0)
    billing = start(make, clock=clock)
    mail = make(beside=billing, name="mail", clock=clock)
    mail.once(Event("Paid", id="1"), pay)
    clock.advance(100)
    billing.prune(50)
    same(mail.once(Event("Paid", id="1"), pay), False, "what once returned to the other name")


@inbox.case()
def threads(make: Make) -> None:
    """When threads get the same events at once, each event has its effect once."""
    subject, ids = start(make), [str(number) for number in range(20)]
    in_threads([lambda: [subject.once(Event("Paid", id=id), pay) for id in ids]] * 4)
    same(sorted(paid(subject).split(), key=int), ids, "the effects")
