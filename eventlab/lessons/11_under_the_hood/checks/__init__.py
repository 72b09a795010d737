"""The graders of lesson 11: two tasks, their checks, and the mistakes that they know by name."""

from .names import push, saga

__all__ = ["push", "saga"]
