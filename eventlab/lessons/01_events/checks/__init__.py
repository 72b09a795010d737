"""The graders of lesson 01: two tasks, their checks, and the mistakes that they know by name."""

from . import (
    data,
    equality,
    intents,
    keys,
)  # they add their checks to those of the event and of the stockroom
from .event import event
from .stockroom import stockroom

__all__ = ["data", "equality", "event", "intents", "keys", "stockroom"]
