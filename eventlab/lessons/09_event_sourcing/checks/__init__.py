"""The graders of lesson 09: three tasks, their checks, and the mistakes that they know by name."""

from .handling import handling
from .stock import stock
from .storing import storing

__all__ = ["handling", "stock", "storing"]
