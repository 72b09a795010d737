"""A process manager and its services, in virtual time."""

import pytest

from eventlab import Event
from eventlab.process import Compensate, Complete, Deadline, Process, Send, UndoWith
from eventlab.sim import orchestrate

LEADS_TO = {
    "Ordered": [Send("Reserve"), Deadline("TooLate", seconds=900)],
    "Reserved": [UndoWith("Release"), Send("Charge")],
    "Charged": [Complete()],
    "Refused": [Compensate()],
    "TooLate": [Compensate()],
}
ORDER = Process(list, lambda event, past: LEADS_TO[event.type], lambda past, event: past)


def run(card, **more):
    does = {
        "stock.Reserve": lambda: "Reserved",
        "stock.Release": lambda: None,
        "bank.Charge": lambda: card,
    }
    return orchestrate(ORDER, Event("Ordered"), does | more)


def told(trace):
    return [(step.at, step.source, step.target, step.label) for step in trace.steps]


def test_what_is_answered_leads_to_the_next_command():
    trace = run("Charged")
    assert told(trace) == [
        (0, "shop", "process", "Ordered"),
        (0, "process", "stock", "Reserve"),
        (0, "stock", "process", "Reserved"),
        (0, "process", "bank", "Charge"),
        (0, "bank", "process", "Charged"),
    ]
    assert trace.title == "commands: Reserve, Charge"
    assert trace.lanes == ("shop", "process", "stock", "bank")


def test_what_was_done_is_undone():
    assert told(run("Refused"))[-1] == (0, "process", "stock", "Release")


def test_when_nobody_answers_the_deadline_comes():
    trace = run(None)
    late = [(900, "clock", "process", "TooLate"), (900, "process", "stock", "Release")]
    assert told(trace)[-2:] == late
    assert trace.lanes[-1] == "clock"


def test_the_services_really_do_it():
    done = []
    run("Charged", **{"stock.Reserve": lambda: done.append("pot") or "Reserved"})
    assert done == ["pot"]


def test_a_command_that_nobody_or_that_two_do_is_refused():
    with pytest.raises(ValueError, match="Reserve is done by nobody"):
        orchestrate(ORDER, Event("Ordered"), {})
    with pytest.raises(ValueError, match=r"Charge is done by bank\.Charge and mint\.Charge"):
        run("Charged", **{"mint.Charge": lambda: "Charged"})
