"""What the bus promises beyond its contract: names, refusals, who hears what."""

import enum
from functools import partial

import pytest

from eventlab import Bus, Event, Subscription


def reserve_stock(event):
    raise KeyError("stock")


class Receipts:
    def __call__(self, event):
        raise OSError("printer")

    def send(self, event):
        raise OSError("mail")


def publish(bus, type, **data):
    bus.publish(Event(type, data))


# What it says.


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        (reserve_stock, "reserve_stock"),
        (Receipts(), "Receipts"),
        (Receipts().send, "Receipts.send"),
        (partial(reserve_stock), "reserve_stock"),
        (partial(partial(Receipts().send)), "Receipts.send"),
    ],
    ids=["function", "callable object", "method", "partial", "partial of a partial"],
)
def test_handlers_have_names_that_do_not_change_from_run_to_run(handler, name):
    bus = Bus()
    assert repr(bus.subscribe("OrderPaid", handler)) == f"Subscription('OrderPaid', {name})"
    with pytest.raises(ExceptionGroup) as caught:
        publish(bus, "OrderPaid")
    assert caught.value.message == f"1 handler failed: {name} on OrderPaid"


def test_a_failure_names_every_handler_with_the_event_that_it_failed_on():
    bus = Bus()
    bus.subscribe("OrderPlaced", lambda event: publish(bus, "OrderPaid"))
    bus.subscribe("*", reserve_stock)
    with pytest.raises(ExceptionGroup) as caught:
        publish(bus, "OrderPlaced")
    failed = "2 handlers failed: reserve_stock on OrderPlaced, reserve_stock on OrderPaid"
    assert caught.value.message == failed
    assert [type(error) for error in caught.value.exceptions] == [KeyError, KeyError]


def test_an_error_keeps_the_traceback_into_the_handler():
    bus = Bus()
    bus.subscribe("OrderPaid", reserve_stock)
    with pytest.raises(ExceptionGroup) as caught:
        publish(bus, "OrderPaid")
    [error] = caught.value.exceptions
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    assert last.tb_frame.f_code is reserve_stock.__code__


def test_the_repr_of_a_bus_counts_its_subscriptions():
    bus = Bus()
    bus.subscribe("OrderPaid", print)
    bus.subscribe("*", print).cancel()
    assert repr(bus) == "Bus(1 subscriptions)"


def test_a_subscription_knows_its_type_and_handler():
    subscription = Bus().subscribe("OrderPaid", reserve_stock)
    assert isinstance(subscription, Subscription)
    assert (subscription.type, subscription.handler) == ("OrderPaid", reserve_stock)


def test_who_subscribes_twice_has_two_subscriptions():
    bus = Bus()
    assert bus.subscribe("OrderPaid", print) != bus.subscribe("OrderPaid", print)


# What it refuses.


def generator(event):
    yield event


async def async_generator(event):
    yield event


@pytest.mark.parametrize(
    ("type", "handler", "kind", "message"),
    [
        ("", print, ValueError, "this is ''"),
        (7, print, ValueError, "this is 7"),
        (None, print, ValueError, "this is None"),
        ("OrderPaid", None, TypeError, "handler for 'OrderPaid' cannot be called: None"),
        ("OrderPaid", generator, TypeError, "generator has a `yield`"),
        ("OrderPaid", async_generator, TypeError, "async_generator has a `yield`"),
    ],
)
def test_what_cannot_be_subscribed_is_refused_and_leaves_nothing_behind(
    type, handler, kind, message
):
    bus = Bus()
    with pytest.raises(kind, match=message):
        bus.subscribe(type, handler)
    assert repr(bus) == "Bus(0 subscriptions)"


def test_an_async_handler_is_sent_to_the_async_bus():
    async def send(event): ...

    with pytest.raises(TypeError, match=r"send is async, and Bus is not.* AsyncBus"):
        Bus().subscribe("OrderPaid", send)
    with pytest.raises(TypeError, match=r"send is async"):
        Bus().subscribe("OrderPaid", partial(send))


def test_what_is_no_event_is_refused_where_it_was_published():
    bus, heard = Bus(), []
    with pytest.raises(TypeError, match="publish takes an event, and this is none: 'OrderPaid'"):
        bus.publish("OrderPaid")
    bus.subscribe("OrderPlaced", lambda event: bus.publish("OrderPaid"))
    bus.subscribe("*", lambda event: heard.append(event.type))
    with pytest.raises(ExceptionGroup) as caught:
        publish(bus, "OrderPlaced")
    assert [type(error) for error in caught.value.exceptions] == [TypeError]
    publish(bus, "OrderShipped")
    assert heard == ["OrderPlaced", "OrderShipped"]


# Who hears.


def test_an_event_that_nobody_listens_to_is_no_error():
    bus = Bus()
    publish(bus, "OrderPaid")
    bus.subscribe("OrderPaid", print).cancel()
    publish(bus, "OrderPaid")


def test_a_type_is_found_again_by_an_enum_that_stands_for_it():
    class Topic(enum.StrEnum):
        PAID = "OrderPaid"

    bus, heard = Bus(), []
    bus.subscribe(Topic.PAID, lambda event: heard.append("by enum"))
    bus.subscribe("OrderPaid", lambda event: heard.append("by name"))
    publish(bus, "OrderPaid")
    publish(bus, Topic.PAID)
    assert heard == ["by enum", "by name"] * 2


def test_who_hears_everything_keeps_its_place_when_others_come_and_go():
    bus, heard = Bus(), []
    hear = {who: partial(lambda who, event: heard.append(who), who) for who in "abcd"}
    first = bus.subscribe("OrderPaid", hear["a"])
    everything = bus.subscribe("*", hear["b"])
    bus.subscribe("OrderPaid", hear["c"])
    bus.subscribe("*", hear["d"])
    publish(bus, "OrderPaid")
    first.cancel()
    publish(bus, "OrderPaid")
    everything.cancel()
    publish(bus, "OrderPaid")
    publish(bus, "OrderShipped")
    assert "".join(heard) == "abcd" + "bcd" + "cd" + "d"


def test_two_buses_do_not_hear_each_other():
    one, other, heard = Bus(), Bus(), []
    one.subscribe("*", lambda event: heard.append("one"))
    other.subscribe("*", lambda event: heard.append("other"))
    publish(one, "OrderPaid")
    assert heard == ["one"]


def test_a_handler_may_go_through_another_bus_and_back():
    one, other, heard = Bus(), Bus(), []
    one.subscribe("OrderPlaced", lambda event: publish(other, "OrderPaid"))
    one.subscribe("OrderPlaced", lambda event: heard.append("placed"))
    other.subscribe("OrderPaid", lambda event: publish(one, "OrderShipped"))
    one.subscribe("OrderShipped", lambda event: heard.append("shipped"))
    publish(one, "OrderPlaced")
    assert heard == ["placed", "shipped"]
