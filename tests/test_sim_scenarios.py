"""Scenarios of other shops: a bank, an order by key, several consumers that publish."""

import consumers
import pytest

from eventlab import Event
from eventlab.sim import (
    Scenario,
    Schedule,
    conserved,
    database,
    explore,
    in_order_by_key,
    replay,
)

TRANSFERS = [Event("Transferred", {"amount": 10}, id=id) for id in "AB"]
BANK = {
    "db": database(
        "CREATE TABLE account (name TEXT PRIMARY KEY, cents INTEGER);"
        "INSERT INTO account VALUES ('ada', 50), ('bob', 50);",
        "SELECT 'none' WHERE 0",
    )
}
MOVE = "UPDATE account SET cents = cents + ? WHERE name = ?"


def money(db):
    return db.execute("SELECT sum(cents) FROM account").fetchone()[0]


def bank(consumer):
    return Scenario(
        "bank",
        consumer,
        events=TRANSFERS,
        offers=BANK,
        observe={"money": money},
        properties=[conserved("money", 100)],
    )


def test_money_is_conserved_by_one_transaction_and_not_by_two():
    def two(event, db):
        for amount, name in ((-10, "ada"), (10, "bob")):
            with db:
                db.execute(MOVE, (amount, name))

    def one(event, db):
        with db:
            for amount, name in ((-10, "ada"), (10, "bob")):
                db.execute(MOVE, (amount, name))

    failure = explore(bank(two)).failure
    assert failure.violated.finding.reason == "money became 90 instead of 100"
    assert str(failure.schedule) == "A B"
    assert explore(bank(one), copies=1).verdict == "holds"


def test_order_by_key_is_what_a_version_guard_brings():
    def naive(event, mail):
        mail.send(event.id)

    def guarded(event, mail, db):
        with db:
            (latest,) = db.execute("SELECT coalesce(max(id), '') FROM seen").fetchone()
            if event.id > latest:
                db.execute(consumers.MARK, (event.id,))
                mail.send(event.id)

    in_order = [in_order_by_key()]
    failure = explore(Scenario("order", naive, properties=in_order), copies=1, faults=[]).failure
    assert str(failure.schedule) == "A C B"
    assert failure.violated.finding.reason == "B took effect after C, which was sent later"
    right = Scenario("order", guarded, properties=in_order)
    assert explore(right, copies=2, faults=[]).verdict == "holds"


def test_the_key_says_what_must_be_in_order_with_what():
    by_customer = Scenario(
        "order",
        lambda event, mail: mail.send(event.id),
        properties=[in_order_by_key()],
        key=lambda event: event.data["customer"],
    )
    failure = explore(by_customer, copies=1, faults=[]).failure
    assert str(failure.schedule) == "B C A"  # Ada's are A and C; A C B is in order
    assert "A took effect after C, which was sent later (ada)" in repr(failure)


def test_several_consumers_hear_each_event_and_what_the_others_publish():
    def orders(event, publish, db):
        if event.type == "OrderPaid":
            with db:
                db.execute("INSERT OR IGNORE INTO paid VALUES (?)", (event.id,))
            publish(event.caused("Shipped", {}, id=f"{event.id}-shipped"))

    def receipts(event, mail):
        if event.type == "Shipped":
            mail.send(event.id)

    scenario = Scenario("shop", {"orders": orders, "receipts": receipts}, properties=[])
    run = scenario.run(Schedule.parse("A>orders A>receipts"))
    assert str(run.schedule) == "A>orders A>receipts A.1>orders A.1>receipts"
    assert dict(run.history.effects) == {"A": 1, "A-shipped": 1}


def test_consumers_that_answer_each_other_for_ever_are_stopped():
    def answers(event, publish):
        publish(event.caused("Answered", id="again"))

    with pytest.raises(RuntimeError, match="after 10,000 deliveries there is still something"):
        Scenario("shop", {"ann": answers}).run(Schedule.parse("A>ann"))


def test_a_crash_after_publishing_publishes_again():
    def relays(event, publish, mail):
        if event.type == "OrderPaid":
            publish(event.caused("Shipped", id=f"{event.id}-shipped"))
        else:
            mail.send(event.id)

    scenario = Scenario("shop", {"relay": relays})
    failure = explore(scenario, copies=1).failure
    assert failure.violated.finding.reason == "A has no effect"
    crashed = replay("shop: A>relay[crash before ack]", scenario)
    assert dict(crashed.run.history.effects) == {"A-shipped": 2}
