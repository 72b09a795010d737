"""The graders of lesson 11: two tasks, their checks, and the mistakes that they know by name."""

from .push_faults import push
from .saga_faults import saga

__all__ = ["push", "saga"]
