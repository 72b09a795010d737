"""The simulator runs what learners write as it is: functions, classes, objects, factories."""

import threading

import consumers
import pytest
from simulated import effects, lines

from eventlab.sim import Scenario, explore, replay, service


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
