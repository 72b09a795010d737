"""Wrong consumers. Each is `Plain`, a right consumer cut into steps, with one step done wrong."""

from eventlab import Consumer
from mutants.consumer import failing, handling  # noqa: F401  each adds its own to MUTANTS
from mutants.consumer.plain import MUTANTS as MUTANTS
from mutants.consumer.plain import Plain

IMPLEMENTATIONS = {"Consumer": Consumer, "Plain": Plain}
