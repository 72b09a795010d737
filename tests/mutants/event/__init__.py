"""Wrong events. Each is `Plain`, a right event cut into steps, with one step done wrong."""

from eventlab import Event
from mutants.event import telling, values  # noqa: F401  each adds its own to MUTANTS
from mutants.event.plain import MUTANTS as MUTANTS
from mutants.event.plain import Plain

IMPLEMENTATIONS = {"Event": Event, "Plain": Plain}
