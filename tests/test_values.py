"""What all the small values of the primitives have in common."""

import pkgutil
from dataclasses import is_dataclass
from importlib import import_module
from typing import Generic

import msgspec
import pytest

import eventlab

CHANGE = ("memory_queue._Entry", "event._Usual")  # nobody outside the module sees one
VALUES = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(eventlab.__path__)
    if not module.ispkg and module.name != "__main__"
    for name, value in vars(import_module(f"eventlab.{module.name}")).items()
    if isinstance(value, type)
    and (is_dataclass(value) or issubclass(value, msgspec.Struct))
    and value.__module__ == f"eventlab.{module.name}"
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_cannot_be_changed(name):
    cls = VALUES[name]
    kind = cls.__dataclass_params__ if is_dataclass(cls) else cls.__struct_config__
    assert kind.frozen or name in CHANGE


@pytest.mark.parametrize("name", VALUES)
def test_a_value_has_no_room_for_an_attribute_that_nobody_declared(name):
    cls = VALUES[name]
    assert "__slots__" in vars(cls) or Generic in cls.__bases__  # 3.11 cannot have both
