"""Traces are data, and the recorder writes down what really ran."""

import threading

import pytest
from chance import Swallowing, fail, random_trace

from eventlab import Bus, Event
from eventlab.sim import Recorder, Step, Trace, watch


def way(recorder: Recorder) -> list[tuple[str, str, str]]:
    return [(step.kind, step.source, step.target) for step in recorder.trace.steps]


@pytest.mark.parametrize("seed", range(10))
def test_a_trace_survives_json(seed):
    trace = random_trace(seed)
    assert Trace.from_json(trace.to_json()) == trace


@pytest.mark.parametrize("seed", range(10))
def test_the_text_twin_has_one_line_a_step_with_all_its_facts(seed):
    trace = random_trace(seed)
    title, *lines = repr(trace).split("\n")
    assert f"(seed {seed})" in title and len(lines) == len(trace.steps)
    for step, line in zip(trace.steps, lines, strict=True):
        assert line.split()[0] == str(step.at) and step.kind.replace("_", " ") in line
        assert step.source in line and step.target in line and line.endswith(step.label)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Step(0, "sned", "a", "b"), "'sned', not one of send, deliver"),
        (lambda: Trace(("a", "b", "a")), "'a' is named twice"),
        (lambda: Trace(("a",), (Step(0, "send", "a", "b"),)), "no lane is named 'b'"),
        (lambda: Trace(("a",), (Step(3, "crash", "a", "a"), Step(2, "note", "a", "a"))), "3 to 2"),
        (lambda: Trace.from_json("{"), "truncated"),
        (lambda: Trace.from_json('{"lanes": ["a"], "steps": [{"at": 0}]}'), "missing .*`kind`"),
    ],
)
def test_a_trace_that_cannot_be_is_refused_with_the_reason(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        ([], "nothing happened"),
        ([("send", "a", "b", "Paid")], "Paid: no delivery"),
        ([("send", "a", "b", "Paid"), ("deliver", "b", "c", "Paid")], "Paid: 1 delivery"),
        ([("duplicate", "b", "c", ""), ("crash", "c", "c", "")], "1 duplicate, 1 crash"),
        ([("error", "c", "b", "")], "1 error, which ends at b"),
        ([("error", "c", "b", ""), ("error", "b", "a", "")], "1 error, which ends at a"),
        ([("error", "a", "b", ""), ("error", "c", "b", "")], "2 errors, which end at b"),
    ],
)
def test_the_title_is_worked_out_from_the_steps(steps, title):
    made = tuple(Step(at, *facts) for at, facts in enumerate(steps))
    assert Trace(("a", "b", "c"), made).title == title


def test_an_error_that_surfaces_is_recorded_at_each_place_it_reaches():
    seen = watch(bus := Bus(), publisher="checkout")
    for handler in (fail, print):
        bus.subscribe("Paid", handler)
    with pytest.raises(ExceptionGroup, match="fail on Paid"):
        bus.publish(Event("Paid"))
    assert way(seen) == [
        ("send", "checkout", "bus"),
        ("deliver", "bus", "fail"),
        ("error", "fail", "bus"),
        ("deliver", "bus", "print"),
        ("error", "bus", "checkout"),
    ]
    assert [s.label for s in seen.trace.steps if s.kind == "error"] == [
        "ValueError: card declined",
        "ExceptionGroup (ValueError)",
    ]


def test_an_error_that_the_bus_swallows_is_seen_to_end_there():
    seen = watch(bus := Swallowing())
    bus.subscribe("Paid", fail)
    bus.publish(Event("Paid"))
    assert way(seen)[-2:] == [("error", "fail", "bus"), ("return", "bus", "publisher")]
    assert seen.trace.title == "Paid: 1 delivery, 1 error, which ends at bus"


@pytest.mark.parametrize("kind", [Bus, Swallowing])
def test_a_nested_publish_comes_from_the_handler_that_called_it(kind):
    seen = watch(bus := kind())

    def relay(event: Event) -> None:
        bus.publish(event.caused("Paid"))

    def last(event: Event) -> None: ...

    for type, handler in [("Placed", relay), ("Placed", last), ("Paid", last)]:
        bus.subscribe(type, handler)
    bus.publish(Event("Placed"))
    assert ("send", "relay", "bus") in way(seen)
    heard = [(s.target, s.label) for s in seen.trace.steps if s.kind == "deliver"]
    rest = [("last", "Placed"), ("last", "Paid")]
    assert heard == [("relay", "Placed"), *(rest if kind is Bus else rest[::-1])]


def test_watching_changes_nothing_for_the_handlers():
    heard: list[object] = []
    watch(bus := Bus())
    bond = bus.subscribe("Paid", heard.append)
    bus.publish(event := Event("Paid"))
    bond.cancel()
    bus.publish(Event("Paid"))
    assert heard == [event] and heard[0] is event


def test_a_watched_handler_is_found_again_by_the_handler_itself():
    watch(bus := Swallowing())
    bus.subscribe("Paid", fail)
    bus.handlers.remove(("Paid", fail))
    assert bus.handlers == []


def test_a_watched_bus_still_refuses_an_async_handler():
    async def handler(event: Event) -> None: ...

    watch(bus := Bus())
    with pytest.raises(TypeError, match="async"):
        bus.subscribe("Paid", handler)


def test_a_bus_with_subscribers_cannot_be_watched_any_more():
    for bus in (Bus(), Swallowing()):
        bus.subscribe("Paid", fail)
        with pytest.raises(ValueError, match="fail has subscribed already: call watch"):
            watch(bus)


def test_handlers_of_one_name_have_lanes_of_their_own_and_events_are_numbered():
    seen = watch(bus := Bus())
    for _ in range(2):
        bus.subscribe("*", lambda event: None)
    for type in ("Order", "OrderPlaced", "Order"):
        bus.publish(Event(type))
    assert seen.trace.lanes == ("publisher", "bus", "lambda", "lambda 2")
    sent = [s.label for s in seen.trace.steps if s.kind == "send"]
    assert sent == ["Order", "OrderPlaced", "Order 2"]


def test_clear_starts_again_at_time_0_with_the_same_lanes():
    seen = watch(bus := Bus())
    bus.subscribe("Paid", print)
    bus.publish(Event("Paid"))
    lanes, steps = seen.trace.lanes, seen.trace.steps
    seen.clear()
    assert seen.trace == Trace(lanes)
    bus.publish(Event("Paid"))
    assert seen.trace.steps == steps


def test_ctrl_c_is_recorded_and_passes():
    def interrupted(event: Event) -> None:
        raise KeyboardInterrupt

    seen = watch(bus := Bus())
    bus.subscribe("Paid", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bus.publish(Event("Paid"))
    assert [step.label for step in seen.trace.steps[-2:]] == ["KeyboardInterrupt"] * 2


def test_many_threads_leave_one_trace_in_which_no_step_is_missing():
    seen = watch(bus := Bus())
    bus.subscribe("Paid", lambda event: bus.publish(Event("Shipped")))
    bus.subscribe("Shipped", lambda event: None)
    threads = [
        threading.Thread(target=lambda: [bus.publish(Event("Paid")) for _ in range(50)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    steps = seen.trace.steps
    assert [step.at for step in steps] == list(range(200 * 5))
    assert sum(step.kind == "send" and step.source == "lambda" for step in steps) == 200
