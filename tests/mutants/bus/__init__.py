"""Wrong buses. Each is `Plain`, a right bus cut into steps, with one step done wrong."""

from eventlab import Bus
from mutants.bus import calls, errors, turns  # noqa: F401  each adds its own to MUTANTS
from mutants.bus.plain import MUTANTS as MUTANTS
from mutants.bus.plain import Plain

IMPLEMENTATIONS = {"Bus": Bus, "Plain": Plain}
