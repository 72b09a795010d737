"""What all the small values of the primitives have in common."""

import pkgutil
from dataclasses import is_dataclass
from importlib import import_module
from typing import Generic

import pytest

import eventlab

VALUES = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(eventlab.__path__)
    if not module.ispkg and module.name != "__main__"
    for name, value in vars(import_module(f"eventlab.{module.name}")).items()
    if isinstance(value, type)
    and is_dataclass(value)
    and value.__module__ == f"eventlab.{module.name}"
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_cannot_be_changed(name):
    assert VALUES[name].__dataclass_params__.frozen or name == "memory_queue._Entry"


@pytest.mark.parametrize("name", VALUES)
def test_a_value_has_no_room_for_an_attribute_that_nobody_declared(name):
    cls = VALUES[name]
    assert "__slots__" in vars(cls) or Generic in cls.__bases__  # 3.11 cannot have both
