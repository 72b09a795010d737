"""Wrong asynchronous buses. Each is `Plain`, a right bus cut into steps, with one step wrong."""

from eventlab import AsyncBus
from mutants.async_bus import core, delivery, ending  # noqa: F401  each adds its own to MUTANTS
from mutants.async_bus.plain import MUTANTS as MUTANTS
from mutants.async_bus.plain import Plain

IMPLEMENTATIONS = {"AsyncBus": AsyncBus, "Plain": Plain}
