"""Payloads that tests of schemas register, and forms that these take as they evolve."""

import enum
from dataclasses import dataclass
from typing import Annotated

import msgspec

Size = enum.Enum("Size", {"SMALL": "s", "LARGE": "l"})
SizeMore = enum.Enum("SizeMore", {"SMALL": "s", "MIDDLE": "m", "LARGE": "l"})


@dataclass(frozen=True)
class Line:
    sku: str


@dataclass(frozen=True)
class LinePriced:
    sku: str
    price: int


@dataclass(frozen=True)
class LineNoted:
    sku: str
    note: str = ""


def limited(kind, **limits):
    return Annotated[kind, msgspec.Meta(**limits)]


def new_line():
    """Return a payload class of its own: a class is registered once."""

    @dataclass(frozen=True)
    class Line:
        sku: str
        price: int

    return Line
