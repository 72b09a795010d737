"""The graders of lesson 10: three tasks, their checks, and the mistakes that they know by name."""

from .names import history, projection, sell

__all__ = ["history", "projection", "sell"]
