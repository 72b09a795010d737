"""The class picture is measured on live objects, and drawn so that one can read it."""

import re

import pytest
from chance import SEEDS, assert_no_arrow_crosses_a_box, relations

from eventlab import Bus, Event
from eventlab.figures import class_picture, who_holds_whom
from eventlab.figures.panel import Panel
from eventlab.figures.relations import Relations
from eventlab.sim import watch


class Stock:
    def __init__(self) -> None:
        self.items = 3

    def reserve(self, event: Event) -> None:
        self.items -= 1


class Checkout:
    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    def place(self) -> None:
        self.bus.publish(Event("OrderPlaced"))


def who(relations: Relations) -> list[tuple[str, str, str]]:
    return [(arrow.holder, arrow.how, arrow.held) for arrow in relations.references]


@pytest.mark.parametrize("watched", [False, True])
def test_who_holds_whom_sees_a_subscription_come_and_go(watched):
    stock, checkout = Stock(), Checkout(bus := Bus())
    if watched:
        watch(bus)
    objects = {"checkout": checkout, "bus": bus, "stock": stock}
    assert who(who_holds_whom(**objects)) == [("checkout", "holds", "bus")]
    bond = bus.subscribe("OrderPlaced", stock.reserve)
    there = [("checkout", "holds", "bus"), ("bus", "holds", "stock")]
    assert who(who_holds_whom(**objects)) == there
    bond.cancel()
    assert who(who_holds_whom(**objects)) == [("checkout", "holds", "bus")]


def test_a_closure_holds_and_a_global_name_only_names():
    bus = Bus()

    def held(event: Event) -> None:
        bus.publish(event)

    scope = {"bus": bus}
    exec("def named(event): bus.publish(event)", scope)
    found = who_holds_whom(held=held, named=scope["named"], bus=bus)
    assert who(found) == [("held", "holds", "bus"), ("named", "names", "bus")]


def test_an_attribute_of_the_same_name_as_a_global_is_not_taken_for_it():
    scope = {"stock": Stock()}
    exec("class Shop:\n def sell(self): self.stock.reserve()", scope)
    assert who(who_holds_whom(shop=scope["Shop"](), stock=scope["stock"])) == []


def test_an_event_type_is_known_by_name():
    bus = Bus()
    bus.subscribe("OrderPlaced", Stock().reserve)
    found = who_holds_whom(checkout=Checkout(Bus()), bus=bus, OrderPlaced="OrderPlaced")
    assert who(found) == [
        ("checkout", "names", "OrderPlaced"),
        ("bus", "names", "OrderPlaced"),
    ]


def test_listeners_of_one_bus_do_not_know_each_other():
    bus, one, other = Bus(), Stock(), Stock()
    for stock in (one, other):
        bus.subscribe("OrderPlaced", stock.reserve)
    found = who_holds_whom(one=one, other=other)
    assert found.references == () and repr(found) == "nobody knows anybody"


def test_one_object_under_two_names_is_refused():
    bus = Bus()
    with pytest.raises(ValueError, match="'a' and 'b' are the same object"):
        who_holds_whom(a=bus, b=bus)


@pytest.mark.parametrize("seed", range(40))
def test_no_arrow_of_a_class_picture_crosses_a_box(seed):
    assert_no_arrow_crosses_a_box(Panel(relations(seed), "before", ()))


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_of_a_class_picture_say_the_same(seed):
    before, after = relations(seed), relations(seed + 100)
    picture = class_picture(before, after)
    for state in (before, after):
        for box in state.boxes:
            assert f"{box.name} ({', '.join([box.kind, *box.members])})" in picture.alt
        for arrow in state.references:
            assert arrow.sentence in picture.alt
            assert re.search(rf"{arrow.holder} +{arrow.how} +{arrow.held}\b", picture.text)
    assert picture.alt.count("holds a reference to") == picture.text.count("  holds  ")
