"""Versions of a payload: how old events are read by new readers, and new ones by old readers."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import new_line

from eventlab import Event, InvalidPayload, SchemaRegistry


def placed(data, **attributes):
    return Event("OrderPlaced", data, **attributes)


def three_versions():
    """Return a registry whose payload had a `cost`, then a `total`, then a currency too."""
    registry = SchemaRegistry()

    @registry.upcaster("OrderPlaced", 1)
    def rename_cost(data):
        rest = {name: value for name, value in data.items() if name != "cost"}
        return {**rest, "total": data["cost"]}

    @registry.upcaster("OrderPlaced", 2)
    def add_currency(data):
        return {**data, "currency": "EUR"}

    @registry.register("OrderPlaced", 3)
    @dataclass(frozen=True)
    class OrderPlaced:
        id: str
        total: int
        currency: str

    return registry, OrderPlaced


def version(number):
    return {"dataschema": f"urn:eventlab:OrderPlaced:{number}"}


def test_a_hole_in_the_upcasters_is_found_at_registration():
    registry = SchemaRegistry()
    registry.upcaster("OrderPlaced", 2)(dict)
    with pytest.raises(
        ValueError, match="version 3: no upcaster leads from version 1 to version 2"
    ):
        registry.register("OrderPlaced", 3)(new_line())
    with pytest.raises(LookupError):
        registry.read(placed({}))
    with pytest.raises(ValueError, match="OrderPaid version 2: no upcaster leads from version 1"):
        registry.register("OrderPaid", 2)(new_line())


def test_an_old_event_is_read_in_the_newest_version():
    registry, OrderPlaced = three_versions()
    newest = OrderPlaced("7", 5, "EUR")
    assert registry.read(placed({"id": "7", "cost": 5})) == newest
    assert registry.read(placed({"id": "7", "cost": 5}, **version(1))) == newest
    assert registry.read(placed({"id": "7", "total": 5}, **version(2))) == newest
    assert registry.read(registry.event(newest)) == newest


def test_upcasting_keeps_the_envelope_and_leaves_the_stored_event_alone():
    registry, _ = three_versions()
    stored = placed({"id": "7", "cost": 5}, subject="order/7", extensions={"region": "eu"})
    before = stored.to_json()
    newer = registry.upcast(stored)
    assert stored.to_json() == before
    assert newer == replace(stored, data={"id": "7", "total": 5, "currency": "EUR"}, **version(3))
    assert registry.upcast(newer) is newer


def test_a_newer_event_is_read_by_an_old_reader_if_it_has_all_that_is_needed():
    registry, OrderPlaced = three_versions()
    data = {"id": "7", "total": 5, "currency": "EUR", "coupon": None}
    assert registry.read(placed(data, **version(4))) == OrderPlaced("7", 5, "EUR")
    with pytest.raises(InvalidPayload, match="OrderPlaced: total: is missing") as caught:
        registry.read(placed({"id": "7", "currency": "EUR"}, **version(4)))
    assert caught.value.__notes__ == ["written in version 4, read in version 3"]


def test_a_missing_field_is_refused_and_not_made_up():
    registry, _ = three_versions()
    with pytest.raises(InvalidPayload, match="OrderPlaced: id: is missing"):
        registry.read(placed({"cost": 5}))


@dataclass(frozen=True)
class Cost:
    cost: int


@dataclass(frozen=True)
class Total:
    total: int


def upcast_by(function):
    """Read a version 1 event in version 2, to which `function` leads."""
    registry = SchemaRegistry()
    registry.register("Paid")(Cost)
    registry.upcaster("Paid", 1)(function)
    registry.register("Paid", 2)(Total)
    event = Event("Paid", {"cost": 5, "lines": [{"price": 5}]})
    before = event.to_json()
    try:
        return registry.read(event)
    finally:
        assert event.to_json() == before


def changes_the_event(data):
    data["total"] = data.pop("cost")
    return data


def changes_it_deep_down(data):
    data["lines"][0]["price"] = 6
    return {"total": 5}


def forgets_to_return(data):
    dict(data)


def asks_for_what_is_not_there(data):
    return {"total": data["amount"]}


def returns_no_json(data):
    return {"total": {5}}


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (changes_the_event, "an event's data cannot change"),
        (changes_it_deep_down, "an event's data cannot change"),
        (forgets_to_return, "returned None instead of new data"),
        (asks_for_what_is_not_there, "failed: KeyError('amount')"),
        (returns_no_json, "data.total is a set, which JSON has no form for"),
    ],
)
def test_an_upcaster_that_goes_wrong_is_named_and_changes_nothing(function, reason):
    with pytest.raises(InvalidPayload) as caught:
        upcast_by(function)
    assert caught.value.reason.startswith(
        f"{function.__name__}, the upcaster from version 1 to 2, "
    )
    assert reason in caught.value.reason
    assert (caught.value.type, caught.value.path) == ("Paid", "")


def test_an_upcaster_that_has_no_name_is_told_as_it_is():
    class Nameless:
        def __call__(self, data):
            return None

        def __repr__(self):
            return "a machine"

    with pytest.raises(InvalidPayload, match="Paid: a machine, the upcaster from version 1 to 2,"):
        upcast_by(Nameless())


def test_an_upcaster_that_leaves_a_field_out_is_named_with_the_field():
    def forget_total(data):
        return {}

    with pytest.raises(InvalidPayload) as caught:
        upcast_by(forget_total)
    assert str(caught.value) == (
        "Paid: total: is missing after forget_total, the upcaster from version 1 to 2"
    )


def test_an_old_event_that_was_never_right_is_not_blamed_on_the_upcaster():
    registry = SchemaRegistry()
    registry.register("Paid")(Cost)
    registry.upcaster("Paid", 1)(asks_for_what_is_not_there)
    registry.register("Paid", 2)(new_line())
    with pytest.raises(InvalidPayload) as caught:
        registry.read(Event("Paid", {}))
    assert str(caught.value) == "Paid: cost: is missing"


def test_an_upcaster_that_skips_a_step_meets_the_next_one():
    registry = SchemaRegistry()

    @registry.upcaster("Paid", 1)
    def to_version_3(data):
        return {"total": data["cost"] * 100, "currency": "EUR"}

    @registry.upcaster("Paid", 2)
    def to_version_3_again(data):
        return {"total": data["amount"] * 100, "currency": "EUR"}

    @registry.register("Paid", 3)
    @dataclass(frozen=True)
    class Paid:
        total: int
        currency: str

    with pytest.raises(
        InvalidPayload, match="to_version_3_again, the upcaster from version 2 to 3"
    ):
        registry.read(Event("Paid", {"cost": 5}))


steps = st.lists(
    st.sampled_from(
        [
            lambda data: {**data, "n": data["n"] + 1},
            lambda data: {**data, "n": data["n"] * 2},
            lambda data: {**data, "text": data["text"][::-1]},
            lambda data: {"n": len(data["text"]), "text": str(data["n"])},
        ]
    ),
    max_size=6,
)


@given(steps, st.integers(-99, 99), st.text(max_size=5), st.data())
def test_a_chain_of_upcasters_is_their_composition_in_order_from_any_version(
    steps, n, text, choice
):
    registry = SchemaRegistry()
    for number, step in enumerate(steps, 1):
        registry.upcaster("Changed", number)(step)

    @registry.register("Changed", len(steps) + 1)
    @dataclass(frozen=True)
    class Changed:
        n: int
        text: str

    written = choice.draw(st.integers(1, len(steps) + 1))
    data = expected = {"n": n, "text": text}
    for step in steps[written - 1 :]:
        expected = step(expected)
    event = Event("Changed", data, dataschema=f"urn:eventlab:Changed:{written}")
    assert registry.read(event) == Changed(**expected)
    assert event.data == data
