"""Registering a payload: what is refused before the first event."""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import pytest
from payloads import new_line

from eventlab import SchemaRegistry


class Plain:
    pass


class Point(NamedTuple):
    x: int


class Struct(msgspec.Struct):
    x: int


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (complex, "Bad.value is a complex"),
        (list[Plain], "Bad.value is a Plain"),
        (Plain | None, "Bad.value is a Plain"),
        (tuple[int, Point], "Bad.value is a Point"),
        (msgspec.Raw, "Bad.value is a RawType"),
        (dict[str, Point], "Bad.value is a Point"),
        (Struct, "Bad.value is a Struct"),
        ("Nowhere", "Bad cannot be a payload: name 'Nowhere' is not defined"),
        (list[str] | tuple[int, ...], "Bad cannot be a payload: Type unions may not contain"),
    ],
)
def test_a_field_of_a_type_that_json_has_no_form_for_is_refused_at_registration(kind, message):
    bad = dataclass(frozen=True)(type("Bad", (), {"__annotations__": {"value": kind}}))
    with pytest.raises(TypeError) as caught:
        SchemaRegistry().register("Bad")(bad)
    assert message in str(caught.value)


@pytest.mark.parametrize("cls", [Plain, dataclass(type("Open", (), {})), Point, dict])
def test_only_a_frozen_dataclass_is_a_payload(cls):
    with pytest.raises(TypeError, match=r"is no payload: use @dataclass\(frozen=True\)"):
        SchemaRegistry().register("Bad")(cls)


def test_a_payload_may_contain_itself():
    @dataclass(frozen=True)
    class Tree:
        children: tuple["Tree", ...] = ()

    globals()["Tree"] = Tree
    registry = SchemaRegistry()
    registry.register("Grown")(Tree)
    tree = Tree((Tree(), Tree((Tree(),))))
    assert registry.read(registry.event(tree)) == tree


@pytest.mark.parametrize("version", [0, -1, 1.0, "1"])
def test_versions_count_from_1(version):
    with pytest.raises(ValueError, match="Paid: versions count from 1"):
        SchemaRegistry().register("Paid", version)
    with pytest.raises(ValueError, match="Paid: versions count from 1"):
        SchemaRegistry().upcaster("Paid", version)


def test_a_type_has_a_name():
    with pytest.raises(ValueError, match=r"^type is empty$"):
        SchemaRegistry().register("")


def test_a_version_a_step_and_a_class_are_registered_once():
    registry, cls = SchemaRegistry(), new_line()
    registry.register("OrderPlaced")(new_line())
    with pytest.raises(ValueError, match="OrderPlaced has a version 1 already"):
        registry.register("OrderPlaced")(cls)
    registry.register("LineAdded")(cls)
    with pytest.raises(ValueError, match="Line is registered already, as urn:eventlab:LineAdded:1"):
        registry.register("LineRemoved")(cls)
    registry.upcaster("OrderPlaced", 1)(dict)
    with pytest.raises(ValueError, match="OrderPlaced has an upcaster from version 1 already"):
        registry.upcaster("OrderPlaced", 1)(dict)


def test_two_registries_may_agree_on_a_class():
    cls = new_line()
    for registry in (SchemaRegistry(), SchemaRegistry()):
        registry.register("LineAdded")(cls)
        assert registry.read(registry.event(cls("tea", 5))) == cls("tea", 5)
