"""The graders of lesson 02: three calls that become an event, and the coupling that is left."""

from .refactor import refactor
from .remains import remains

__all__ = ["refactor", "remains"]
