"""The graders of lesson 09: three tasks, their checks, and the mistakes that they know by name."""

from .names import handling, stock, storing

__all__ = ["handling", "stock", "storing"]
