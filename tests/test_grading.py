"""How a failure is told, and what must be true of every check."""

import pytest

from eventlab.course import telling
from eventlab.course.grading import Failure, Task, judge
from eventlab.course.shapes import is_class, is_function
from eventlab.course.submissions import run
from eventlab.course.telling import MOST_LINES, WIDTH, compose, show, step
from eventlab.event import Event


def greet(event):
    return f"hello {event}"


greet.__module__ = "__main__"


class Bus:
    __module__ = "__main__"

    def subscribe(self, type, handler): ...

    def publish(self, event): ...


def task_with(*checks):
    task = Task("00-greet", "greet")
    for check in checks:
        task.behaviour(check)
    return task


def holds(greet):
    """It greets."""
    assert greet("Ada") == "hello Ada"


def breaks(greet):
    """It shouts."""
    step('greet("Ada")')
    raise Failure("HELLO ADA", greet("Ada"))


def test_only_a_run_through_all_checks_passes():
    assert judge(task_with(holds), lambda: greet).outcome == "passed"
    assert judge(task_with(holds, breaks), lambda: greet).outcome == "failed"
    with pytest.raises(ValueError, match="no checks"):
        judge(task_with(), lambda: greet)


def test_a_failure_tells_the_promise_the_calls_what_was_expected_and_what_happened():
    message = judge(task_with(breaks), lambda: greet).message
    assert message.splitlines()[:4] == [
        "Failed (behaviour): It shouts.",
        '  1. greet("Ada")',
        "Expected: HELLO ADA",
        "Happened: hello Ada",
    ]
    assert message.splitlines()[4].startswith("Look at: ")


def test_every_check_gets_what_was_handed_in_afresh():
    def fills(seen):
        """It was not filled before."""
        if seen:
            raise Failure("an empty list", show(seen))
        seen.append("once")

    def fills_too(seen):
        """Nor by another check."""
        fills(seen)

    assert judge(task_with(fills, fills_too), list).outcome == "passed"


def test_a_check_without_a_promise_is_refused():
    with pytest.raises(ValueError, match="what does it promise"):
        task_with(lambda greet: None)


def test_simple_things_are_checked_first():
    task = Task("00-greet", "greet")
    for add in (task.fault, task.edge, task.behaviour, task.shape):
        add(holds)
    assert [check.stage for check in task.checks] == ["shape", "behaviour", "edges", "faults"]


def test_an_error_in_the_learner_s_code_is_told_with_their_line_and_no_other():
    def trips(greet):
        """It trips."""
        greet("Ada")

    namespace = {}
    telling.quote({"<a cell>": ["def greet(name):\n", "    return name.shout()\n"]})
    source = "def greet(name):\n    return name.shout()\n"
    exec(compile(source, "<a cell>", "exec"), namespace)
    message = judge(task_with(trips), lambda: namespace["greet"]).message
    assert "AttributeError: 'str' object has no attribute 'shout' in greet, line 2: return" in (
        " ".join(message.split())
    )
    assert "test_grading" not in message


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("def greet(names):\n    return [name.shout() for name in names]\n", "in greet, line 2"),
        ("def greet(names):\n    return {n: n.shout() for n in names}\n", "in greet, line 2"),
        ("def greet(names):\n    return [*(n.shout() for n in names)]\n", "in greet, line 2"),
        ("def greet(names):\n    def one(n): return [*n.x]\n    one(names)", "in one, line 2"),
        ("def greet(names):\n    return [(lambda: n.x)() for n in names]", "in <lambda>, line 2"),
        ("def greet(names):\n    exec(cell, {'names': names})", "at the top of a cell, line 1"),
    ],
)
def test_a_line_in_a_comprehension_is_told_as_one_of_the_function_around_it(source, where):
    namespace = {"cell": compile("[name.shout() for name in names]", "<another cell>", "exec")}
    exec(compile(source, "<a third cell>", "exec"), namespace)
    with pytest.raises(AttributeError) as raised:
        namespace["greet"](["Ada"])
    assert telling.place_of(raised.value) == where


def test_a_long_run_is_told_in_twelve_lines_with_its_beginning_and_its_end():
    steps = [f"bus.publish({n})" for n in range(100)]
    lines = compose("It breaks. " * 30, steps, ("Expected", "a " * 200), ("Happened", "b")).split(
        "\n"
    )
    assert len(lines) == MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    told = "\n".join(lines)
    assert "1. bus.publish(0)" in told
    assert "more" in told
    assert "100. bus.publish(99)" in told


def test_what_went_wrong_half_way_is_not_left_out_of_a_long_run():
    steps = [f"bus.publish({n})" for n in range(100)]
    told = compose("It breaks.", steps, ("Expected", "a"), ("Happened", "b"), turns=[40, 60])
    assert told.split("\n")[1:-2] == [
        "  1. bus.publish(0)",
        "  2. bus.publish(1)",
        "     ... 38 more",
        "  41. bus.publish(40)",
        "     ... 19 more",
        "  61. bus.publish(60)",
        "     ... 37 more",
        "  99. bus.publish(98)",
        "  100. bus.publish(99)",
    ]


@pytest.mark.parametrize("room", range(12))
def test_as_many_steps_are_told_as_there_is_room_for(room):
    facts = [(f"Fact {n}", "a") for n in range(11 - room)]
    for count in range(14):
        steps = [f"step {n}" for n in range(count)]
        lines = compose("It breaks.", steps, *facts).split("\n")[1 : -len(facts) or None]
        assert len(lines) == min(count, room) if room > 1 or count <= room else not lines


def test_no_address_is_shown_and_a_repr_that_raises_is_survived():
    class Loud:
        def __repr__(self):
            raise RuntimeError("no")

    assert show(object()) == "<object object>"
    assert show(Loud()) == "<Loud whose repr raises RuntimeError>"
    assert len(show("x" * 1000)) <= 60


class NoPublish:
    __module__ = "__main__"

    def subscribe(self, type, handler): ...


class NoSelf(Bus):
    __module__ = "__main__"

    def subscribe(type, handler): ...


class OtherArguments(Bus):
    __module__ = "__main__"

    def publish(self, type, data): ...


@pytest.mark.parametrize(
    ("thing", "happened"),
    [
        (greet, "<function greet> was handed in"),
        (Bus(), "was handed in"),
        (None, "None was handed in"),
        (NoPublish, "it has no such method"),
        (NoSelf, "its form is (type, handler): `self` is missing"),
        (OtherArguments, "its form is (self, type, data)"),
    ],
)
def test_what_is_no_class_of_the_right_form_is_refused_in_the_learner_s_words(thing, happened):
    with pytest.raises(Failure) as failure:
        is_class(thing, "Bus", "subscribe(type, handler)", "publish(event)")
    assert happened in failure.value.happened


@pytest.mark.parametrize("thing", [Bus, None, ..., 5, lambda: None, lambda one, two: None])
def test_what_is_no_function_of_the_right_form_is_refused(thing):
    if callable(thing):
        thing.__module__ = "__main__"
    with pytest.raises(Failure):
        is_function(thing, "greet(event)")


def test_names_of_parameters_and_further_defaults_are_free():
    def welcome(what, mood="good", *rest, **more): ...

    welcome.__module__ = "__main__"
    is_function(welcome, "greet(event)")
    is_class(Bus, "Bus", "subscribe(type, handler)", "publish(event)")


def test_only_what_is_iterated_over_may_be_a_generator():
    source = (
        "class Bus:\n"
        "    def publish(self, event): yield event\n"
        "def greet(event): yield event\n"
        "async def stream(event): yield event\n"
    )
    made = run(source, "generators")
    is_class(made["Bus"], "Bus", "publish(event) -> Iterator")
    is_function(made["greet"], "greet(event) -> Iterator")
    with pytest.raises(Failure, match=r"Bus.publish\(event\) is a plain function.*`yield`"):
        is_class(made["Bus"], "Bus", "publish(event)")
    for name in ("greet", "async greet", "async stream"):
        with pytest.raises(Failure, match=r"is a plain function.*`yield`"):
            is_function(made[name.split()[-1]], f"{name}(event)")
    with pytest.raises(Failure, match=r"stream\(event\) is a plain function.*`async def`"):
        is_function(made["stream"], "stream(event)")


def test_what_is_awaited_may_be_async_or_return_something_to_await():
    source = (
        "class Bus:\n"
        "    async def publish(self, event): ...\n"
        "    def emit(self, event): return self.publish(event)\n"
        "async def worker(queue): ...\n"
        "def plain(queue): return worker(queue)\n"
    )
    made = run(source, "an async bus")
    is_class(made["Bus"], "Bus", "async publish(event)", "async emit(event)")
    for name in ("worker", "plain"):
        is_function(made[name], f"async {name}(queue)")
    with pytest.raises(Failure, match=r"Bus has the method close\(\)"):
        is_class(made["Bus"], "Bus", "async close()")
    with pytest.raises(Failure, match="it can be called as worker"):
        is_function(made["worker"], "async worker(queue, stop)")
    with pytest.raises(Failure, match="it is an `async def`"):
        is_class(made["Bus"], "Bus", "publish(event)")


PYTHON_S_OWN_ERRORS = {
    "asyncio.run(self.later())": "only an `async def` makes something to wait for",
    "for error in self.prints(): pass": "a function without `return` returns None",
    "self.one()": "the `def` line of one: is its first parameter `self`?",
    "self.one(5, 6)": "that line: which values",
    "pending.append(event)": "is it `self.pending`?",
    "pendign.append(event)": "`pendign`: this name is defined nowhere",
    "self.pendign.append(event)": "where `pendign` is made",
    "event.order": "is in its `data`: event.data['order']",
    "event['order']": "an event's payload is in event.data",
    "for handler in event: pass": "the order of the arguments",
    "'OrderPaid'(event)": "the order of the arguments",
    "sqlite3.connect(':memory:').execute('SELECT ?', 'payment-1')": "needs a comma: (id,)",
    "sqlite3.connect(':memory:').execute('SELECT ?', (7))": "needs a comma: (id,)",
    "1 / 0": "that line: which values",
}


@pytest.mark.parametrize("line", PYTHON_S_OWN_ERRORS)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # a text is called
def test_an_error_that_has_a_usual_cause_points_to_it(line):
    def publishes(Bus):
        """It publishes."""
        Bus().publish(Event("OrderPaid"))

    source = (
        "import asyncio, sqlite3\n"
        "class Bus:\n"
        "    def __init__(self): self.pending = []\n"
        "    async def later(self): await self.prints()\n"
        "    def prints(self): print('done')\n"
        "    def one(): ...\n"
        f"    def publish(self, event):\n        {line}\n"
    )
    made = run(source, "a bus")["Bus"]
    assert PYTHON_S_OWN_ERRORS[line] in judge(task_with(publishes), lambda: made).message
