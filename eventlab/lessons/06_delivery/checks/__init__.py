"""The graders of lesson 06: two tasks, their checks, and the mistakes that they know by name."""

from .once import once
from .worker import worker

__all__ = ["once", "worker"]
