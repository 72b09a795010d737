"""Lesson 15 on real brokers: one handler, four backends, and what each of them is worth."""

import functools
import subprocess
import sys
import time
from collections import defaultdict

import nbclient
import nbformat
import pytest
from lost import wait_until
from servers import free_port

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.brokers import local
from eventlab.brokers.backends import LogBackend, QueueBackend, fresh, settle
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.course.build import ROOT
from eventlab.course.content import LESSONS
from eventlab.course.submissions import exercise
from eventlab.sim.guarantees import guarantees


@functools.cache
def written_in_lesson_06():
    """What learners write there: the solution, and others that look different."""
    found = {"solution": exercise("06_delivery", "solution")()["06-once"]}
    for path in sorted((LESSONS / "06_delivery/variants/06-once").glob("*.py")):
        names = {"__name__": "__main__"}
        exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), names)
        if names["book"].__class__.__name__ == "function" and "await" not in path.read_text():
            found[path.stem] = names["book"]
    return found


@pytest.fixture
def four(tmp_path, rabbitmq, kafka):
    """All four, two of them with a broker that may be killed."""
    memory, sqlite, _ = local.backends(tmp_path)

    def restart():
        time.sleep(2)  # RabbitMQ 3.10 forgets who leads a queue that is younger than its table
        rabbitmq.restart()

    real = QueueBackend("RabbitMQ", lambda name: RabbitMQQueue(rabbitmq.url, name), restart=restart)
    return [memory, sqlite, real, LogBackend("Kafka", kafka)]


def outcome(table, backend, fault, what):
    return table.verdicts[backend, fault][what].outcome


def test_the_handler_of_lesson_06_runs_unchanged_on_all_four(four):
    for backend in four[2:]:
        backend.restart = None  # the next test kills them, once
    handlers = written_in_lesson_06()
    assert len(handlers) >= 4
    for name, handle in [*handlers.items()][:3]:
        table = guarantees(four, handle)
        for backend in four:
            for fault in ("two at once", "consumer dies"):
                for what in ("lost", "doubled"):
                    assert outcome(table, backend.name, fault, what) == "holds", (name, table)


def test_what_changes_with_the_backend_is_whether_it_is_lost_and_its_order(four):
    table = guarantees(four, written_in_lesson_06()["solution"])
    assert table.differ() == ["lost", "out of order"]
    lost = {b.name: outcome(table, b.name, "broker dies", "lost") for b in four}
    assert lost == dict.fromkeys(["SqliteQueue", "RabbitMQ", "Kafka"], "holds") | {
        "MemoryQueue": "violated"
    }
    order = {b.name: outcome(table, b.name, "two at once", "out of order") for b in four}
    assert order == dict.fromkeys(["MemoryQueue", "SqliteQueue", "RabbitMQ"], "violated") | {
        "Kafka": "holds"
    }


@pytest.fixture
def nothing_is_left(rabbitmq, kafka, monkeypatch):
    """Name both brokers; afterwards they hold what they held before."""
    monkeypatch.setenv("EVENTLAB_RABBITMQ", rabbitmq.url)
    monkeypatch.setenv("EVENTLAB_KAFKA", kafka.servers)
    queues, topics = rabbitmq.queues(), kafka.topics()
    yield
    assert rabbitmq.queues() == queues
    wait_until(lambda: kafka.topics() == topics)


@pytest.mark.usefixtures("nothing_is_left")
def test_what_a_program_opened_is_deleted_when_it_ends_half_way():
    opened = "q = open_queue('half', '', ahead=2); q.put(Event('Paid')); q.get()"
    program = f"from eventlab import Event; from eventlab.brokers.local import *; {opened}; "
    program += "open_queue('half', ''); open_log('half').append(Event('Paid')); 1 / 0"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "ZeroDivisionError" in ended.stderr and "_delete" not in ended.stderr


@pytest.mark.usefixtures("nothing_is_left")
def test_the_table_leaves_nothing_even_when_a_handler_fails(tmp_path):
    def fails(event, db, ack):
        raise ZeroDivisionError

    local.kafka.cache_clear()
    try:
        for backend in local.backends(tmp_path)[2:]:
            with pytest.raises(ZeroDivisionError):
                guarantees([backend], fails)
    finally:
        local.kafka.cache_clear()


@pytest.mark.usefixtures("nothing_is_left")
@pytest.mark.parametrize("folder", ["notebooks", "solutions"])
def test_the_lesson_runs_on_real_brokers(folder):
    notebook = nbformat.read(ROOT / folder / "15_real_brokers.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=ROOT / folder)
    said = "\n".join(
        str(output.get("text") or output.get("data", {}).get("text/plain"))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    if folder == "solutions":
        assert "its successor: rows 6, payments 6, lag 0" in said
        return
    assert "RabbitMQ: a real one" in said and "Kafka: a real one" in said
    assert "left for the second: 2" in said and "booked: 12" in said
    assert "2 and 2 partitions" in said and "Fenced: " in said
    for line in said.splitlines():
        if line.startswith(("RabbitMQ  ", "Kafka  ")) and "consumer dies" in line:
            assert line.split()[3:5] == ["no", "no"], line
    assert "not tried" in said


# Without brokers.


def plain(event, db, ack):
    with db:
        db.execute("INSERT INTO ledger VALUES (?, 'ada', 5)", (event.id,))
    ack()


def ack_first(event, db, ack):
    ack()
    with db:
        db.execute("INSERT INTO ledger VALUES (?, 'ada', 5)", (event.id,))


def mark_first(event, db, ack):
    with db:
        new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
    if new:
        plain(event, db, lambda: None)
    ack()


def drops(event, db, ack):
    ack()


def test_the_table_sees_what_a_handler_does_wrong(tmp_path):
    _, on_disk, mock = local.backends(tmp_path)
    for backend in (on_disk, mock):
        doubled = guarantees([backend], plain)
        assert outcome(doubled, backend.name, "consumer dies", "doubled") == "violated"
        assert outcome(doubled, backend.name, "consumer dies", "lost") == "holds"
        lost = guarantees([backend], ack_first)
        assert outcome(lost, backend.name, "consumer dies", "lost") == "violated"
        assert outcome(lost, backend.name, "consumer dies", "doubled") == "holds"
        assert outcome(lost, backend.name, "two at once", "lost") == "holds"
    assert outcome(guarantees([on_disk], drops), "SqliteQueue", "two at once", "lost") == "violated"


@pytest.mark.parametrize(
    ("handler", "happened", "look_at"),
    [
        (plain, "doubled: on SqliteQueue A has 2 effects", "how a second try knows of the first"),
        (ack_first, "lost: on SqliteQueue C has no effect", "what the handler does after its ack"),
    ],
)
def test_what_must_never_happen_is_told_with_whom_it_befell_and_what_to_look_at(
    tmp_path, handler, happened, look_at
):
    table = guarantees(local.backends(tmp_path)[1:], handler)
    with pytest.raises(AssertionError) as raised:
        table.never("lost", "doubled", when="consumer dies")
    first, second = str(raised.value).splitlines()
    assert first.startswith(f"Under 'consumer dies', {happened}, on Kafka (mock) ")
    assert second.startswith(f"Look at {look_at}")


def test_only_what_was_asked_and_has_happened_is_told(tmp_path):
    table = guarantees([local.backends(tmp_path)[1]], mark_first)
    table.never("lost", "doubled", when="consumer dies")
    with pytest.raises(AssertionError, match=r"^Under 'consumer dies', out of order: on SqliteQ"):
        table.never("lost", "out of order", when="consumer dies")


@pytest.mark.parametrize("when", ["consumer naps", "broker dies"])
def test_what_nobody_tried_is_no_guarantee(tmp_path, when):
    backend = local.backends(tmp_path)[1]
    backend.restart = None
    with pytest.raises(LookupError, match=f"no backend was tried when '{when}'; the faults are"):
        guarantees([backend], drops).never("lost", when=when)


def test_a_key_keeps_the_order_of_a_queue(tmp_path):
    clock = VirtualClock()
    queues = defaultdict(lambda: MemoryQueue(clock=clock))
    later = functools.partial(clock.advance, 31)
    backend = QueueBackend("keyed", queues.__getitem__, wait=later, keyed=True)
    table = guarantees([backend], plain)
    for fault in ("two at once", "consumer dies"):
        assert outcome(table, "keyed", fault, "out of order") == "holds"
    assert outcome(table, "keyed", "broker dies", "lost") == "not exercised"
    assert "not tried" in repr(table)


def test_a_backend_that_hands_out_nothing_is_said():
    backend = QueueBackend("void", lambda name: MemoryQueue())
    with pytest.raises(RuntimeError, match="hands out nothing"):
        guarantees([backend], plain)


def test_without_a_name_kafka_is_a_stand_in_that_forgets(monkeypatch):
    monkeypatch.delenv("EVENTLAB_KAFKA", raising=False)
    local.kafka.cache_clear()
    mock = local.kafka()
    assert mock.is_mock and local.kafka() is mock
    log = KafkaLog(mock.servers, "made-by-asking")
    assert log.partitions == 4
    log.append(Event("Paid"), key="a")
    before = mock.servers
    mock.restart()
    assert mock.servers != before
    assert sum(KafkaLog(mock.servers, "made-by-asking").lag("billing").values()) == 0


def test_the_environment_names_the_brokers_and_one_that_is_away_is_said_soon(monkeypatch, tmp_path):
    where = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("EVENTLAB_KAFKA", where)
    monkeypatch.setenv("EVENTLAB_RABBITMQ", f"amqp://guest:guest@{where}/%2F")
    local.kafka.cache_clear()
    try:
        assert not local.kafka().is_mock and local.kafka().servers == where
        *_, rabbitmq, kafka = local.backends(tmp_path)
        assert (rabbitmq.name, kafka.name) == ("RabbitMQ", "Kafka")
        assert rabbitmq.restart is None and kafka.restart is None
        for act in (kafka.begin, lambda: local.open_queue("orders", tmp_path)):
            began = time.monotonic()
            with pytest.raises(ConnectionError, match=rf"{where}.*docker compose up"):
                act()
            assert time.monotonic() - began < 4
    finally:
        local.kafka.cache_clear()


def test_a_group_that_cannot_settle_is_said():
    log = KafkaLog(local.kafka().servers, fresh("test"), 4)
    first = log.join("billing")
    settle(log, first)
    other = log.join("mail")
    with pytest.raises(TimeoutError, match="has not settled"):
        settle(log, first, other, within=0.0)
    first.leave()
    other.leave()
