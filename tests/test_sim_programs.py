"""The simulator runs what learners write as it is: functions, classes, objects, sync and async."""

import asyncio
import sqlite3
import threading
from contextlib import suppress

import consumers
import pytest

from eventlab import Event, StaleDelivery
from eventlab.sim import (
    Scenario,
    Schedule,
    conserved,
    crash_matrix,
    database,
    explore,
    in_order_by_key,
    nothing_lost,
    replay,
    service,
)


def lines(consumer, schedule, **world):
    trace = Scenario("programs", consumer, **world).run(Schedule.parse(schedule)).history.trace()
    return [f"{step.kind} {step.source} {step.label}".rstrip() for step in trace.steps]


def effects(consumer, schedule, **world):
    run = Scenario("programs", consumer, **world).run(Schedule.parse(schedule))
    return dict(run.history.effects)


# What is asked for, by name


def test_the_event_may_be_called_anything_and_stand_anywhere():
    for consumer in (
        lambda event, mail: mail.send(event.id),
        lambda mail, message: mail.send(message.id),
        lambda mail, *, order: mail.send(order.id),
        lambda event, mail, times=1: [mail.send(event.id) for _ in range(times)],
        lambda delivery, mail: mail.send(delivery.event.id),
        lambda event, delivery, mail: mail.send(event.id, delivery.attempt),
        lambda event, mail, seen=frozenset(): mail.send(event.id, *seen),
    ):
        assert effects(consumer, "A B") == {"A": 1, "B": 1}


@pytest.mark.parametrize(
    ("consumer", "message"),
    [
        (lambda event, mial: None, "asks for 'mial'; beside the event there is db, mail, payment"),
        (lambda order, mial: None, "asks for 'mial'; beside the event"),
        (lambda delivery, order, mial: None, "asks for 'mial'; beside the event"),
        (
            type("Handler", (), {"__init__": lambda self, bd: None}),
            r"Handler\(\) asks for 'bd'; there",
        ),
        (42, "of type int is no consumer: that is a function"),
        (lambda event, publish: None, "asks for 'publish'"),
    ],
)
def test_what_there_is_not_is_refused_at_once(consumer, message):
    with pytest.raises(TypeError, match=message):
        Scenario("programs", consumer)


def test_a_class_without_a_handler_is_refused_when_it_is_started():
    class Nothing:
        pass

    with pytest.raises(TypeError, match="of type Nothing is no consumer"):
        effects(Nothing, "A")


def test_a_factory_makes_the_handler_anew_after_each_crash():
    def make(mail):
        seen = set()

        def handle(event):
            if event.id not in seen:
                mail.send(event.id)
                seen.add(event.id)

        return handle

    assert effects(make, "A A A") == {"A": 1}
    assert effects(make, "A[crash at end] A A") == {"A": 2}


def test_a_class_gets_what_its_init_asks_for_and_may_load_what_was_committed():
    class Remembers:
        def __init__(self, db):
            self.db = db
            self.seen = {id for (id,) in db.execute("SELECT id FROM seen")}

        def handle(self, event, mail):
            if event.id not in self.seen:
                with self.db:
                    self.db.execute(consumers.MARK, (event.id,))
                self.seen.add(event.id)
                mail.send(event.id)

    assert effects(Remembers, "A[crash at end] A") == {"A": 1}
    assert effects(Remembers, "A[crash before mail.send] A") == {}


def test_what_a_consumer_prints_is_shown_by_replay_alone(capsys):
    def prints(event, seen, mail):
        print("handling", event.id)

    scenario = Scenario("programs", prints, properties=[])
    explore(scenario, copies=1)
    assert capsys.readouterr().out == ""
    replay("programs: A", scenario)
    assert capsys.readouterr().out == "handling A\n"


handled = []


def test_nothing_of_the_learners_own_is_touched():
    class Counts:
        total = 0

        def handle(self, event, mail):
            Counts.total += 1
            handled.append(event.id)
            mail.send(event.id)

    methods = dict(vars(Counts))
    assert effects(Counts, "A B A[crash at end] C") == {"A": 2, "B": 1, "C": 1}
    assert (Counts.total, handled, dict(vars(Counts))) == (0, [], methods)


def test_a_global_that_is_assigned_anew_is_lost_in_a_crash_as_well():
    def once(event, mail):
        global latest
        if globals().get("latest") != event.id:
            mail.send(event.id)
        latest = event.id

    assert effects(once, "A A") == {"A": 1}
    assert effects(once, "A[crash at end] A") == {"A": 2}
    assert effects(once, "A A") == {"A": 1}
    assert "latest" not in globals()


class OutOfStock(Exception):
    pass


class Stock:
    def take(self):
        raise OutOfStock


def test_an_exception_of_the_learners_own_is_caught_as_what_it_is():
    seen = set()

    def takes(event, stock, mail):
        try:
            stock.take()
        except OutOfStock:
            seen.add(event.id)
            mail.send(event.id)

    offers = {"stock": Stock, "mail": service("send")}
    assert effects(takes, "A", offers=offers) == {"A": 1}


def test_what_cannot_begin_twice_is_refused_with_the_reason():
    lock = threading.Lock()

    def locks(event):
        with lock:
            pass

    with pytest.raises(
        TypeError, match=r"locks cannot be started again.*cannot pickle '_thread.lock'"
    ):
        Scenario("programs", locks)


def test_exit_in_a_handler_is_the_end_of_its_process():
    def leaves(event, mail):
        mail.send(event.id)
        raise SystemExit(1)

    assert lines(leaves, "A", max_attempts=2)[:4] == [
        "deliver queue A",
        "send consumer A",
        "crash consumer SystemExit: 1",
        "restart consumer",
    ]


def test_ctrl_c_is_not_taken_for_a_crash():
    def interrupted(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        effects(interrupted, "A")


def test_what_is_written_in_c_can_be_a_consumer_too():
    assert lines([].append, "A", max_attempts=1) == ["deliver queue A", "ack consumer A"]


# Loops of their own


def test_a_loop_of_its_own_gives_back_takes_several_and_asks_for_time():
    def works(queue, mail):
        for delivery in queue.get_many(2):
            queue.extend(delivery, 60)
            if delivery.attempt == 1:
                queue.nack(delivery, delay=5, reason="not now")
            else:
                mail.send(delivery.event.id)
                queue.ack(delivery)

    assert effects(works, "A B C") == {"A": 1, "B": 1, "C": 1}


def test_giving_back_twice_is_stale():
    def works(queue, mail):
        while delivery := queue.get():
            queue.nack(delivery)
            try:
                queue.nack(delivery)
            except StaleDelivery:
                mail.send("stale")

    assert lines(works, "A", max_attempts=1) == [
        "deliver queue A",
        "return consumer A",
        "dead_letter queue A",
        "send consumer A",
    ]


def test_a_loop_of_its_own_that_dies_of_an_error_is_started_again():
    def works(queue, mail):
        while delivery := queue.get():
            if delivery.attempt == 1:
                raise ValueError("no stock")
            mail.send(delivery.event.id)
            queue.ack(delivery)

    assert lines(works, "A") == [
        "deliver queue A",
        "crash consumer ValueError: no stock",
        "restart consumer",
        "duplicate queue A",
        "send consumer A",
        "ack consumer A",
    ]


def test_a_loop_that_never_ends_is_let_go_when_nothing_is_left():
    def works(queue, mail):
        while True:
            if delivery := queue.get():
                mail.send(delivery.event.id)
                queue.ack(delivery)

    assert effects(works, "A B") == {"A": 1, "B": 1}


def test_a_loop_that_takes_nothing_is_told_so():
    with pytest.raises(RuntimeError, match="has returned and left A in the queue"):
        effects(lambda queue, mail: None, "A")


def test_a_receipt_that_was_used_or_is_of_another_delivery_is_stale():
    def works(queue, mail):
        while delivery := queue.get():
            queue.ack(delivery)
            try:
                queue.ack(delivery)
            except Exception as error:
                mail.send(type(error).__name__)

    assert lines(works, "A") == ["deliver queue A", "ack consumer A", "send consumer A"]


# Async


def test_an_async_consumer_awaits_its_services():
    async def sends(event, mail, ack):
        await mail.send(event.id)
        await ack()

    assert lines(sends, "A[crash before ack]") == [
        "deliver queue A",
        "send consumer A",
        "crash consumer before ack",
        "restart consumer",
        "duplicate queue A",
        "send consumer A",
        "ack consumer A",
    ]


def test_a_coroutine_that_comes_out_of_a_sync_consumer_is_no_success():
    async def sends(event, mail):
        await mail.send(event.id)

    said = "error consumer TypeError: a coroutine was returned, which nobody awaits"
    assert said in lines(lambda event, mail: sends(event, mail), "A", max_attempts=1)


def test_a_call_that_nobody_awaits_has_no_effect_and_is_told():
    async def forgets(event, mail):
        mail.send(event.id)

    assert lines(forgets, "A") == [
        "deliver queue A",
        "ack consumer A",
        "note consumer mail.send was never awaited",
    ]
    failure = explore(Scenario("programs", forgets)).failure
    assert "note     consumer               mail.send was never awaited" in repr(failure)


def test_a_task_that_nobody_waits_for_is_lost_in_a_crash():
    async def fires_and_forgets(event, mail):
        tasks.add(asyncio.create_task(mail.send(event.id)))

    tasks = set()
    scenario = Scenario("programs", fires_and_forgets, properties=[nothing_lost()])
    assert dict(scenario.run(Schedule.parse("A B")).history.effects) == {"A": 1, "B": 1}
    assert str(explore(scenario).failure.schedule) == "A[crash at end] B C"


def test_tasks_take_turns_in_one_order_and_sleep_in_virtual_time():
    async def gathers(event, mail, payment, clock):
        async def later(seconds, send):
            await asyncio.sleep(seconds)
            await send(clock.now())

        async with asyncio.TaskGroup() as group:
            group.create_task(later(3600, mail.send))
            group.create_task(later(60, payment.charge))

    expected = ["deliver queue A", "send consumer charge A", "send consumer A", "ack consumer A"]
    assert lines(gathers, "A") == expected
    assert lines(gathers, "A[crash before mail.send]")[:3] == [
        *expected[:2],
        "crash consumer before mail.send",
    ]


def test_an_async_consumer_that_waits_for_nothing_fails_instead_of_hanging():
    async def waits(event):
        await asyncio.Event().wait()

    said = "error consumer RuntimeError: the consumer waits for what nobody does"
    assert said in lines(waits, "A", max_attempts=1)


def test_an_async_consumer_that_cancels_itself_has_failed():
    async def cancels(event):
        raise asyncio.CancelledError

    said = "error consumer RuntimeError: the consumer has cancelled itself"
    assert said in lines(cancels, "A", max_attempts=1)


def test_an_async_consumer_runs_where_a_loop_is_running_already():
    async def in_a_notebook():
        return lines(consumers.one_transaction_async, "A[crash before ack] A")

    assert asyncio.run(in_a_notebook()) == lines(
        consumers.one_transaction_async, "A[crash before ack] A"
    )


def test_two_async_consumers_meet_when_a_lease_runs_out():
    async def sends(event, mail):
        await mail.send(event.id)

    assert effects(sends, "A[lease before ack]") == {"A": 2}


def test_an_async_loop_of_its_own():
    async def works(queue, mail):
        while delivery := await queue.get():
            await mail.send(delivery.event.id)
            await queue.ack(delivery)

    assert effects(works, "A B[crash before ack] A") == {"A": 2, "B": 2}


# The database

BOOK_IT = "INSERT INTO receipts SELECT 'A';"


def test_the_database_is_sqlite_with_all_that_it_can():
    def uses(event, db):
        db.row_factory = sqlite3.Row
        cursor = db.cursor()
        cursor.executemany(consumers.MARK, [("x",), ("y",)])
        db.executescript("INSERT INTO receipts SELECT 'A' FROM seen; ")
        assert [row["id"] for row in db.execute("SELECT id FROM seen ORDER BY id")] == ["x", "y"]
        assert (cursor.rowcount, db.in_transaction) == (2, False)
        db.execute(consumers.MARK, ("z",))
        db.rollback()
        assert db.execute("SELECT count(*) AS n FROM seen").fetchone()["n"] == 2

    assert lines(uses, "A", max_attempts=1)[1:] == [
        "send consumer commit A",
        "send consumer executescript A",
        "ack consumer A",
    ]


def test_a_script_is_as_many_steps_as_it_has_statements():
    def books(event, db):
        with suppress(sqlite3.IntegrityError):
            db.executescript(f"INSERT INTO seen VALUES ('{event.id}');" + BOOK_IT)

    assert effects(books, "A") == {"A": 1}
    assert "A" not in effects(books, "A[crash before db.executescript #2]")


def test_a_script_with_a_transaction_of_its_own_is_one_step():
    def books(event, db):
        script = f"BEGIN; INSERT INTO seen VALUES ('{event.id}');" + BOOK_IT + "COMMIT;"
        with suppress(sqlite3.IntegrityError):
            db.executescript(script)
        db.rollback()

    for statement in range(1, 5):
        assert effects(books, f"A[crash before db.executescript #{statement}]") == {"A": 1}


def test_a_semicolon_in_a_text_ends_no_statement_of_a_script():
    def books(event, db):
        db.executescript("INSERT INTO receipts VALUES ('A'); -- done;\n UPDATE seen SET id = ';;'")

    assert effects(books, "A") == {"A": 1}


def test_a_transaction_that_fails_is_rolled_back():
    def fails(event, db, delivery):
        with db:
            db.execute(consumers.BOOK, (event.id,))
            if delivery.attempt == 1:
                raise ValueError("no stock")

    assert effects(fails, "A") == {"A": 1}


def test_tables_that_the_consumer_makes_do_not_outlive_the_run():
    def makes(event, db):
        db.execute("CREATE TABLE mine (id TEXT)")
        db.execute("INSERT INTO receipts VALUES (?)", (event.id,))
        db.commit()

    scenario = Scenario("programs", makes)
    for _ in range(2):
        assert scenario.judge(scenario.run(Schedule.parse("A")).history)[0].outcome == "holds"


def test_a_view_of_the_database_is_looked_at_when_a_transaction_is_over():
    def sends_inside(event, db, mail):
        with db:
            db.execute(consumers.BOOK, (event.id,))
            mail.send(event.id)

    def booked(db):
        return db.execute("SELECT count(*) FROM receipts").fetchone()[0]

    scenario = Scenario("programs", sends_inside, observe={"booked": booked}, properties=[])
    ops = scenario.run(Schedule.parse("A[lease before mail.send]")).history.ops
    assert [op.value for op in ops if op.kind == "state"] == [0, 1, 2, 2]


def test_a_view_that_asks_for_what_there_is_not_is_no_secret():
    scenario = Scenario(
        "programs",
        consumers.one_transaction,
        observe={"odd": lambda db: db.execute("SELECT * FROM nowhere")},
    )
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        scenario.run(Schedule.parse("A"))


def test_triggers_and_counters_begin_anew_as_well():
    offers = {
        "db": database(
            "CREATE TABLE booked (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT);"
            "CREATE TABLE log (id TEXT);"
            "CREATE TRIGGER gone AFTER DELETE ON booked "
            "BEGIN INSERT INTO log VALUES (old.id); END;",
            "SELECT id || number FROM booked UNION ALL SELECT id FROM log",
        )
    }

    def books(event, db):
        with db:
            db.execute("INSERT INTO booked (id) VALUES (?)", (event.id,))

    for _ in range(2):
        assert effects(books, "A B", offers=offers) == {"A1": 1, "B2": 1}


def test_an_sqlite_that_is_too_old_is_refused(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 35, 5))
    with pytest.raises(RuntimeError, match=r"the simulator needs 3\.36"):
        database("CREATE TABLE t (id TEXT)", "SELECT id FROM t")()


def test_first_rows_are_there_in_each_run():
    offers = {
        "db": database(
            "CREATE TABLE stock (left INTEGER); INSERT INTO stock VALUES (2);",
            "SELECT 'A' FROM stock WHERE left < 2",
        )
    }

    def takes(event, db):
        with db:
            db.execute("UPDATE stock SET left = left - 1")

    for _ in range(2):
        assert effects(takes, "A", offers=offers) == {"A": 1}


def test_effects_of_the_time_before_are_not_counted():
    offers = {
        "db": database(
            "CREATE TABLE paid (id TEXT); INSERT INTO paid VALUES ('yesterday');",
            "SELECT id FROM paid",
        )
    }

    def pays(event, db):
        with db:
            db.execute("INSERT INTO paid VALUES (?)", (event.id,))

    assert effects(pays, "A", offers=offers) == {"A": 1}


# Other collaborators


def test_a_set_that_is_offered_survives_a_crash_and_is_no_effect():
    def marks_first(event, seen, mail, ack):
        if event.id not in seen:
            seen.add(event.id)
            mail.send(event.id)
        ack()

    assert crash_matrix({"mark first": marks_first}).effects == {"mark first": (1, 0, 1, 1)}
    assert lines(marks_first, "A[crash before mail.send]") == [
        "deliver queue A",
        "send consumer add A",
        "crash consumer before mail.send",
        "restart consumer",
        "duplicate queue A",
        "ack consumer A",
    ]


def test_a_dict_or_list_that_is_offered_is_like_a_disk():
    def uses(event, table, log, mail):
        table[event.id] = cart = ["book"]
        cart.append("only in memory")
        table[event.id].append("only in memory")
        log.append(event.id)
        table["gone"] = 1
        del table["gone"]
        assert table == {event.id: ["book"]} or (len(table), len(log)) == (1, 1)
        mail.send(*table["A"], *log, *table)

    sent = Sent()
    offers = {"table": dict, "log": list, "mail": lambda: sent}
    assert effects(uses, "A", offers=offers) == {"A": 1}
    assert sent.what == [("book", "A", "A")]


class Sent:
    sender = "shop"

    def __init__(self):
        self.what = []

    def send(self, *what):
        self.what.append(what)


def test_an_object_of_the_outside_may_say_by_itself_what_its_effects_are():
    class Payments:
        def __init__(self):
            self.charged = {}

        def charge(self, customer, *, key):
            return self.charged.setdefault(key, f"receipt for {customer}")

        def effects(self):
            return list(self.charged)

    def charges(event, payments):
        assert payments.charge(event.data["customer"], key=event.id).startswith("receipt")

    scenario = Scenario("programs", charges, offers={"payments": Payments})
    report = explore(scenario, faults=["crash at end", "ack lost"])
    assert report.verdict == "holds", report


def test_what_a_dict_of_the_outside_lists_is_a_copy():
    def counts(event, book, mail):
        names, pairs = book.keys(), book.items()
        book |= {event.id: len(names)}
        assert [*names] == [name for name, _ in pairs] and event.id not in names
        mail.send(max(book.values()))

    offers = {"book": dict, "mail": lambda: Sent()}
    result = replay("lists: A B", Scenario("lists", counts, offers=offers))
    assert result.verdict == "holds", result


def test_functions_and_plain_values_of_the_outside_are_there_too():
    def tells(event, shout, mail):
        shout(event.id)
        mail.send(mail.sender)

    heard, sent = [], Sent()
    offers = {"shout": lambda: heard.append, "mail": lambda: sent}
    assert lines(tells, "A[crash before mail.send]", offers=offers) == [
        "deliver queue A",
        "send consumer A",
        "crash consumer before mail.send",
        "restart consumer",
        "duplicate queue A",
        "send consumer A",
        "send consumer A",
        "ack consumer A",
    ]
    assert (heard, sent.what) == (["A", "A"], [("shop",)])


def test_time_passes_for_who_waits_for_it():
    def waits(event, clock, mail):
        clock.wait(60)
        mail.send(clock.now())

    async def waits_async(event, clock, mail):
        await clock.wait_async(60)
        await mail.send(clock.now())

    for consumer in (waits, waits_async):
        sent = Sent()
        effects(consumer, "A B", offers={"mail": lambda sent=sent: sent})
        assert sent.what == [(60,), (120,)]


# Other worlds


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
