"""The graders of lesson 04: two tasks, their checks, and the mistakes that they know by name."""

from . import endings
from .handlers import handlers
from .pool import pool

__all__ = ["endings", "handlers", "pool"]
