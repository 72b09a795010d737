"""The database that a scenario offers: SQLite with its transactions, new in each run."""

import sqlite3
from contextlib import suppress

import consumers
import pytest
from simulated import effects, lines

from eventlab.sim import Scenario, Schedule, database

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
        assert next(db.execute("SELECT id FROM seen ORDER BY id"))["id"] == "x"

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
