"""Process managers: what they accept, what they tell, and what is left when they are killed."""

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing

import pytest
from crash import kill_two, noted, soak
from locked import locked

from eventlab import (
    Compensate,
    Consumer,
    Deadline,
    Event,
    Inbox,
    MemoryQueue,
    Process,
    ProcessManager,
    Send,
    UndoWith,
    VirtualClock,
)


def ignore(state, event):
    return state


@pytest.fixture
def path(tmp_path):
    return tmp_path / "process.db"


def commands(manager):
    found = []
    manager.dispatch(found.append)
    return found


def test_a_process_is_three_functions():
    for name in ("initial", "react", "evolve"):
        functions = {"initial": dict, "react": lambda event, state: [], "evolve": ignore, name: {}}
        with pytest.raises(TypeError, match=f"{name} is a dict: pass a function"):
            Process(**functions)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_a_deadline_is_some_seconds_from_now(seconds):
    with pytest.raises(ValueError, match="a deadline is some seconds from now"):
        Deadline("TooLate", seconds)


def test_what_react_returned_and_of_which_instance_is_said(path):
    with (
        ProcessManager(path, Process(dict, lambda event, state: None, ignore)) as manager,
        pytest.raises(TypeError, match="react to Ordered") as said,
    ):
        manager.handle(Event("Ordered", correlation_id="7"))
    assert said.value.__notes__ == ["process failed on Ordered, instance '7'"]
    assert str(said.value) == (
        "react to Ordered returned None: it returns a list of Send, UndoWith, Deadline, Complete "
        "and Compensate, [] for nothing"
    )


def test_a_process_manager_has_a_name(path):
    with pytest.raises(ValueError, match=r"^name is empty"):
        ProcessManager(path, Process(dict, lambda event, state: [], ignore), name="")


@pytest.mark.parametrize("act", [
    lambda manager: manager.handle(Event("Ordered", id="2")),
    lambda manager: manager.fire_deadlines(),
    lambda manager: manager.dispatch(lambda command: None),
])  # fmt: skip
def test_whatever_it_does_it_waits_as_long_for_others_as_it_was_told(path, act, monkeypatch):
    clock = VirtualClock()
    process = Process(dict, lambda event, state: [Send("Reserve"), Deadline("Late", 60)], ignore)
    with ProcessManager(path, process, clock=clock, patience=3.0) as manager:
        for id in ("1", "3"):  # with two deadlines it waits once
            manager.handle(Event("Ordered", id=id))
        clock.advance(60)
        told = pytest.raises(TimeoutError, match="locked by another program for 3 seconds")
        with locked(path, monkeypatch), told:
            act(manager)


def test_an_event_that_belongs_to_no_instance_is_refused(path):
    process = Process(dict, lambda event, state: [Send("Reserve")], ignore)
    with ProcessManager(path, process, instance=lambda event: event.subject) as manager:
        with pytest.raises(TypeError, match="instance is a NoneType, not text"):
            manager.handle(Event("Ordered"))
        assert commands(manager) == []


def test_data_and_time_of_commands_and_deadlines_are_those_asked_for(path):
    def react(event, state):
        asked = [Send("Reserve", {"item": "tea"}), Deadline("TooLate", 60, {"step": 1})]
        due = {**event.data, "due": event.time.timestamp()}
        return asked if event.type == "Ordered" else [Send("Remind", due)]

    clock = VirtualClock(1000.0)
    with ProcessManager(path, Process(dict, react, ignore), clock=clock, name="order") as manager:
        manager.handle(Event("Ordered"))
        clock.advance(90)
        assert manager.fire_deadlines() == 1
        reserve, remind = commands(manager)
    assert (reserve.data, reserve.source) == ({"item": "tea"}, "/process/order")
    assert (reserve.time.timestamp(), remind.time.timestamp()) == (1000.0, 1090.0)
    assert remind.data == {"step": 1, "due": 1060.0}


def test_what_was_taken_in_stands_in_an_inbox_of_its_own_by_the_same_clock(path):
    process = Process(dict, lambda event, state: [], ignore)
    with ProcessManager(path, process, clock=VirtualClock(1000.0), name="order") as manager:
        manager.handle(Event("Ordered", id="1", source="/shop"))
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, source, id, seen FROM eventlab_inbox").fetchall()
    assert rows == [("process order", "/shop", "1", 1000.0)]


def test_what_says_no_data_has_none_and_a_deadline_may_be_now():
    assert Send("Reserve").data == UndoWith("Release").data == Deadline("Now", 0).data == {}
    assert Deadline("Soon", 0.5).seconds == 0.5


def test_all_deadlines_that_have_come_are_fired_and_counted(path):
    clock = VirtualClock()
    process = Process(dict, lambda event, state: [Deadline("TooLate", 60)], ignore)
    with ProcessManager(path, process, clock=clock) as manager:
        for id in "123":
            manager.handle(Event("Ordered", id=id))
        clock.advance(60)
        assert manager.fire_deadlines() == 3


def test_two_commands_for_one_event_are_two(path):
    process = Process(dict, lambda event, state: [Send("Reserve"), Send("Reserve")], ignore)
    with ProcessManager(path, process) as manager:
        manager.handle(Event("Ordered"))
        assert len({command.id for command in commands(manager)}) == 2


def test_the_commands_of_two_deadlines_that_one_event_has_set_are_two(path):
    def react(event, state):
        both = [Deadline("TooLate", 60), Deadline("FarTooLate", 90)]
        return both if event.type == "Ordered" else [Send("Remind")]

    clock = VirtualClock()
    with ProcessManager(path, Process(dict, react, ignore), clock=clock) as manager:
        manager.handle(Event("Ordered"))
        clock.advance(90)
        manager.fire_deadlines()
        assert len({command.id for command in commands(manager)}) == 2


def test_a_step_is_undone_also_by_the_event_that_tells_of_it(path):
    process = Process(dict, lambda event, state: [UndoWith("Release"), Compensate()], ignore)
    with ProcessManager(path, process) as manager:
        manager.handle(Event("Reserved"))
        assert [command.type for command in commands(manager)] == ["Release"]


def test_two_ways_to_undo_that_one_event_has_given_are_two(path):
    def react(event, state):
        both = [UndoWith("Release"), UndoWith("Release")]
        return both if event.type == "Reserved" else [Compensate()]

    with ProcessManager(path, Process(dict, react, ignore)) as manager:
        manager.handle(reserved := Event("Reserved"))
        manager.handle(reserved.caused("Refused"))
        assert len({command.id for command in commands(manager)}) == 2


def test_a_deadline_that_ends_the_process_tells_what_it_undoes_and_why(path):
    def react(event, state):
        undo = [UndoWith("Release", {"item": "tea"}), Deadline("TooLate", 60)]
        return undo if event.type == "Reserved" else [Compensate()]

    clock = VirtualClock()
    with ProcessManager(path, Process(dict, react, ignore), clock=clock) as manager:
        manager.handle(reserved := Event("Reserved"))
        clock.advance(60)
        manager.fire_deadlines()
        [release] = commands(manager)
    assert (release.type, release.data) == ("Release", {"item": "tea"})
    assert release.correlation_id == reserved.id
    assert release.causation_id not in (None, reserved.id)


def test_it_is_the_handler_of_a_queue_and_its_commands_take_effect_once_behind_an_inbox(path):
    events, orders, done = MemoryQueue(), MemoryQueue(), []
    process = Process(dict, lambda event, state: [Send("Reserve")], ignore)
    for _ in range(2):
        events.put(Event("Ordered", id="1", correlation_id="7"))
    with ProcessManager(path, process) as manager, Inbox(path, name="stock") as inbox:
        Consumer(events, manager.handle).run()
        manager.dispatch(lambda command: [orders.put(command) for _ in range(2)])
        Consumer(orders, lambda command, tx: done.append(command.type), inbox=inbox).run()
    assert done == ["Reserve"]


def bodies(path, query):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [Event.from_json(body) for (body,) in connection.execute(query)]


EXPECTED = {
    "Ordered Reserved Charged Shipped": "Reserve Charge Ship",
    "Ordered Reserved Refused": "Reserve Charge Release Excuse",
    "Ordered Refused Reserved": "Reserve Excuse Release",
    "Ordered Reserved Charged Refused": "Reserve Charge Ship Refund Release Excuse",
}


def judge(folder):
    """Hold each order's commands against what was taken in of it: a beginning of both."""
    waiting = bodies(folder / "process.db", "SELECT event FROM eventlab_outbox ORDER BY id")
    sent = bodies(folder / "sent.db", "SELECT body FROM event ORDER BY id")
    by_order = defaultdict(dict)
    for command in [*sent, *waiting]:
        by_order[command.correlation_id].setdefault(command.id, command.type)
    ids = Counter(command.id for command in waiting)
    assert not ids or max(ids.values()) == 1, "a command was made twice"
    return {of: " ".join(types.values()) for of, types in by_order.items()}


@pytest.mark.soak
def test_no_command_is_lost_or_made_twice_whenever_the_processes_are_killed(folder):
    from crash.process_worker import order, path_of

    for seed in range(soak(60)):
        kill_two("process_worker", folder, seed)
        for of, commands in judge(folder).items():
            assert EXPECTED[" ".join(path_of(of))].startswith(commands)
    handled = noted(folder)["handled"]
    assert len(handled) > 5 * seed, "the workers did too little to be worth killing"
    with ProcessManager(folder / "process.db", order) as manager:
        orders = {id.split()[1] for id in handled}
        for of in orders:
            for type in path_of(of):
                manager.handle(Event(type, id=f"{type} {of}", correlation_id=of))
    made = judge(folder)
    assert {of: made[of] for of in orders} == {of: EXPECTED[" ".join(path_of(of))] for of in orders}
