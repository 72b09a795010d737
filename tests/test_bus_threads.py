"""What the bus promises beyond its contract: threads, interruptions, and what it does not keep."""

import gc
import sys
import threading
import weakref
from functools import partial

import pytest

from eventlab import Bus, Event
from eventlab.contracts import Stop, in_threads


def reserve_stock(event):
    raise KeyError("stock")


def publish(bus, type, **data):
    bus.publish(Event(type, data))


def test_an_interruption_in_one_thread_does_not_touch_what_another_is_delivering():
    bus, heard, inside = Bus(), [], threading.Barrier(2, timeout=5)
    stopped = threading.Event()

    def interrupted(event):
        publish(bus, "OrderPaid", of="interrupted")
        inside.wait()
        raise Stop

    def undisturbed(event):
        publish(bus, "OrderPaid", of="undisturbed")
        inside.wait()
        assert stopped.wait(timeout=5)

    def stop():
        with pytest.raises(Stop):
            publish(bus, "Interrupted")
        stopped.set()

    bus.subscribe("Interrupted", interrupted)
    bus.subscribe("Undisturbed", undisturbed)
    bus.subscribe("OrderPaid", lambda event: heard.append(event.data["of"]))
    in_threads([stop, partial(publish, bus, "Undisturbed")])
    assert heard == ["undisturbed"]
    publish(bus, "OrderPaid", of="next")
    assert heard == ["undisturbed", "interrupted", "next"]


def test_what_an_interruption_left_is_delivered_by_any_thread_and_only_once():
    bus, heard = Bus(), []

    def interrupted(event):
        for number in range(100):
            publish(bus, "OrderPaid", number=number)
        raise Stop

    bus.subscribe("Interrupted", interrupted)
    bus.subscribe("OrderPaid", lambda event: heard.append(event.data["number"]))
    with pytest.raises(Stop):
        publish(bus, "Interrupted")
    in_threads([partial(publish, bus, "Anything") for _ in range(4)])
    assert sorted(heard) == list(range(100))


def test_what_is_interrupted_twice_is_still_delivered_in_order():
    bus, heard = Bus(), []

    def interrupted(event):
        for letter in event.data["letters"]:
            publish(bus, "OrderPaid", letter=letter)
        raise Stop

    bus.subscribe("Interrupted", interrupted)
    bus.subscribe("OrderPaid", lambda event: heard.append(event.data["letter"]))
    for letters in ("abc", "def"):
        with pytest.raises(Stop):
            publish(bus, "Interrupted", letters=letters)
    publish(bus, "Anything")
    assert "".join(heard) == "abcdef"


def test_an_interruption_says_who_had_failed_before_it():
    bus = Bus()
    bus.subscribe("OrderPaid", reserve_stock)
    bus.subscribe("OrderPaid", lambda event: sys.exit(3))
    with pytest.raises(SystemExit) as caught:
        publish(bus, "OrderPaid")
    noted = ["before that, 1 handler failed: reserve_stock on OrderPaid"]
    assert caught.value.__notes__ == noted


def test_threads_that_subscribe_and_cancel_at_once_lose_no_subscription():
    bus, heard = Bus(), []

    def subscribe(worker):
        for number in range(100):
            bus.subscribe("OrderPaid", partial(lambda key, event: heard.append(key), worker))
            bus.subscribe(f"Type{number}", print).cancel()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the threads take turns as often as they can
    try:
        in_threads([partial(subscribe, worker) for worker in "ABCD"])
    finally:
        sys.setswitchinterval(interval)
    publish(bus, "OrderPaid")
    assert sorted(heard) == sorted("ABCD" * 100)
    assert repr(bus) == "Bus(400 subscriptions)"


class Receipts:
    def __call__(self, event):
        raise OSError("printer")


def grown(bus):
    return sum(sys.getsizeof(value) for value in vars(bus).values())


def test_types_that_nobody_named_do_not_make_the_bus_grow():
    bus = Bus()
    bus.subscribe("*", lambda event: None)
    publish(bus, "OrderPaid")
    before = grown(bus)
    for number in range(1000):
        publish(bus, f"MadeUp{number}")
    assert grown(bus) == before


def test_types_that_nobody_names_any_more_do_not_stay():
    bus = Bus()
    bus.subscribe("*", lambda event: None)
    bus.subscribe("MadeUp", print).cancel()
    before = grown(bus)
    for number in range(1000):
        bus.subscribe(f"MadeUp{number}", print).cancel()
    assert grown(bus) == before


def test_a_cancelled_handler_is_released():
    bus = Bus()
    receipts = Receipts()
    gone = weakref.ref(receipts)
    bus.subscribe("OrderPaid", receipts).cancel()
    del receipts
    gc.collect()
    assert gone() is None


def test_a_bus_that_nobody_holds_is_released_with_its_handlers():
    bus, receipts = Bus(), Receipts()
    gone = [weakref.ref(bus), weakref.ref(receipts)]
    bus.subscribe("OrderShipped", receipts)
    publish(bus, "OrderPaid")
    del bus, receipts
    gc.collect()
    assert [ref() for ref in gone] == [None, None]


def test_events_are_released_when_they_are_delivered():
    bus, seen = Bus(), []

    class Watched:  # an Event has slots, and so no weak references
        type = "OrderPaid"

    bus.subscribe("OrderPaid", lambda event: seen.append(weakref.ref(event)))
    bus.publish(Watched())
    gc.collect()
    assert [ref() for ref in seen] == [None]
