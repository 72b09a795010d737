"""The graders of lesson 03: two tasks, their checks, and the mistakes that they know by name."""

from .causes import bus as bus
from .isolation import isolation as isolation
