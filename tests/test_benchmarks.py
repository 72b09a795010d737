"""The bench measures what it says, at a tiny size; how fast anything is, no test says."""

import xml.etree.ElementTree as ET
from types import ModuleType

import pytest

from benchmarks import async_bus, brokers, bus, picture, process, projection, queue, results, store
from benchmarks.__main__ import main, parts
from benchmarks.peers import MODULES, missing, peers
from benchmarks.ratio import Row, in_turns, row
from eventlab import Event

MEASURES = {
    "bus": lambda: bus.measure(turns=2),
    "async_bus": lambda: async_bus.measure(turns=1),
    "queue": lambda: queue.measure(waiting=2_000, turns=4),
    "store": lambda: store.measure(most=1_000, turns=2),
    "projection": lambda: projection.measure(count=1_000, turns=1),
    "process": lambda: process.measure(turns=1),
}


@pytest.mark.parametrize("part", MEASURES)
def test_every_row_runs_and_every_peer_has_a_figure_or_a_reason(part):
    rows = list(MEASURES[part]())
    assert rows
    for each in rows:
        assert each.limit > 0
        assert each.ours > 0
        for name, found in each.peers.items():
            if isinstance(found, str):
                assert found in {"not installed", "no batches", "awaits nothing"}
            else:
                assert found > 0
                assert name not in missing()


def test_without_a_broker_the_bench_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda name: None)
    for variable in ("EVENTLAB_RABBITMQ", "EVENTLAB_KAFKA"):
        monkeypatch.delenv(variable, raising=False)
    assert list(brokers.measure()) == []
    assert [line.split(":")[0].strip() for line in capsys.readouterr().out.splitlines()] == [
        "no RabbitMQ",
        "no Kafka",
    ]


def test_all_that_is_measured_here_is_a_part_of_the_table():
    assert {*MEASURES, "brokers", "cards", "check", "simulator", "start"} == set(parts())


def test_one_peer_at_least_is_beside_each_primitive_that_has_any():
    assert {name for part in parts().values() for name in getattr(part, "LESS", {})} >= {
        *("blinker", "pyee", "RxPY", "persist-queue", "litequeue", "huey", "eventsourcing")
    }


# The rounds are checked: an implementation that does not do its work gets no figure.


def test_a_bus_that_loses_or_doubles_an_event_gets_no_figure(monkeypatch):
    monkeypatch.setattr(bus.Bus, "publish", lambda self, event: None)
    with pytest.raises(AssertionError, match="the handlers were called 0 times, not 2000"):
        list(bus.measure(turns=1))


def test_an_async_bus_that_does_not_wait_gets_no_figure(monkeypatch):
    async def emit(self, event):
        return None

    monkeypatch.setattr(async_bus.AsyncBus, "publish", emit)
    with pytest.raises(AssertionError, match="the handlers ended 0 times, not 1000"):
        list(async_bus.measure(turns=1))


def test_a_queue_that_leaves_events_behind_gets_no_figure(monkeypatch):
    monkeypatch.setattr(queue.SqliteQueue, "ack", lambda self, *deliveries: None)
    with pytest.raises(AssertionError, match="10 events of 10 were acknowledged, and QueueStats"):
        list(queue.measure(waiting=1_000, turns=1))


def test_a_read_model_that_is_wrong_gets_no_figure(monkeypatch):
    monkeypatch.setattr(projection.Projection, "catch_up", lambda self: 0)
    with pytest.raises(AssertionError, match=r"the read model has \[\]"):
        list(projection.measure(count=1_000, turns=1))


def test_a_process_without_its_commands_gets_no_figure(monkeypatch):
    monkeypatch.setattr(process.ProcessManager, "handle", lambda self, event: True)
    with pytest.raises(AssertionError):
        list(process.measure(turns=1))


@pytest.mark.parametrize("module", ["persistqueue", "litequeue", "huey"])
@pytest.mark.parametrize("fault", ["loses", "keeps"])
def test_a_peer_that_loses_or_keeps_an_event_gets_no_figure(tmp_path, module, fault, monkeypatch):
    pytest.importorskip(module)
    from benchmarks import queue_peers

    run = queue_peers.one_at_a_time(module, tmp_path, b"{}", 2)
    assert run() > 0
    kind = queue_peers.PEERS[module]
    if fault == "loses":
        monkeypatch.setattr(kind, "get", lambda self, get=kind.get: (get(self)[0], b""))
    else:
        monkeypatch.setattr(kind, "tidy", lambda self, tidy=kind.tidy: tidy(self) + 1)
    with pytest.raises(AssertionError):
        run()


@pytest.mark.parametrize("make", ["blinker_send", "pyee_emit", "rx_next"])
def test_what_is_said_of_the_peers_isolation_is_so(make):
    pytest.importorskip({"rx_next": "reactivex"}.get(make, make.partition("_")[0]))
    called = []

    def fails(event):
        raise ZeroDivisionError

    deliver = getattr(bus, make)((fails, called.append))
    if make == "blinker_send":  # in no defined order, so the other may be called first
        deliver = getattr(bus, make)((fails, lambda event: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        deliver(Event("OrderPaid"))
    assert called == []


# The method.


def test_all_take_turns_and_each_is_held_against_the_limit_of_the_same_turn():
    order, slow = [], iter([1.0, 1.0, 10.0, 1.0])  # the machine is busy in the second turn

    def one(name, times):
        def run():
            order.append(name)
            run.now = next(slow) if name == "limit" else run.now
            return times * one.now

        run.now = one.now = 1.0
        return run

    rounds = {"limit": one("limit", 1e-6), "ours": one("ours", 2e-6), "absent": "why"}
    found = in_turns(rounds, 3)
    assert found == {"limit": 1.0, "ours": 2.0, "absent": "why"}
    assert order == ["limit", "ours", "limit", "ours", "ours", "limit", "limit", "ours"]
    assert str(row("it", found, 1.5)).split() == (
        ["it", "1.00", "2.00", "2.00x", "1.5x", "missed", "absent:", "why"]
    )


def test_a_peer_that_is_not_installed_has_that_for_a_reason(monkeypatch):
    monkeypatch.setitem(MODULES, "blinker", "no_such_module")
    found = peers(no_such_module=lambda: pytest.fail("made"), huey="no batches")
    assert found["blinker"] == "not installed"
    assert "pyee" not in found


def test_without_the_peers_one_line_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(MODULES, "blinker", "no_such_module")
    monkeypatch.setattr(bus, "measure", lambda: [Row("it", 1, 1, 2)])
    main(["bus"])
    told = [line for line in capsys.readouterr().out.splitlines() if "blinker" in line]
    assert len(told) == 1
    assert "python start.py bench" in told[0]
    with pytest.raises(
        SystemExit, match=r"There is no benchmark 'buss'\. There are: async_bus, brokers, bus"
    ):
        main(["buss"])


# What is written down.

ROWS = [
    Row("publish", 10, 12, 1.1, peers={"pyee": 50.0, "huey": "no batches"}),
    Row("  with JSON", 10, 10, 1.1),
    Row("other", 10, 10, 0),
]


def test_the_tables_tell_limit_ratio_reach_and_peers(tmp_path):
    if missing():
        pytest.skip("the peers are not installed")
    part = ModuleType("part", "A part.\n\nMore.")
    part.LESS = {"pyee": "no order"}
    files = results.write({part: ROWS}, tmp_path)
    text = files[0].read_text(encoding="utf-8")
    assert "## A part\n" in text
    assert "|  | limit, µs | eventlab | reach |  | pyee | huey |" in text
    assert "| publish | 10.00 | 1.20x | 1.1x | **missed** | 5.00x | no batches |" in text
    assert "| with JSON | 10.00 | 1.00x | 1.1x | reached | - | - |" in text
    assert "| other | 10.00 | 1.00x | - |  | - | - |" in text
    assert "- pyee: no order" in text
    assert {path.name for path in files} == {"RESULTS.md", "results.svg", "results-dark.svg"}


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_has_a_bar_with_its_name_and_ratio_for_all_that_have_a_figure(tmp_path, dark):
    rows = [each for each in ROWS if picture.shows(each)]
    picture.draw(rows, tmp_path / "it.svg", dark)
    root = ET.parse(tmp_path / "it.svg").getroot()
    said = {"".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("text")}
    assert {"publish", "eventlab", "1.20x", "pyee", "5.00x"} <= said
    assert not {"huey", "other", "with JSON"} & said


def test_the_committed_results_name_every_peer_and_every_part_that_has_any():
    text = (results.FOLDER / "RESULTS.md").read_text(encoding="utf-8")
    for part in parts().values():
        assert not hasattr(part, "LESS") or (part.__doc__ or "").splitlines()[0].rstrip(".") in text
    for name in MODULES:
        assert f"| {name} |" in text
