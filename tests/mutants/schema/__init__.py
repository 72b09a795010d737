"""Wrong registries. Each is `Plain`, a right one in plain Python, with one step done wrong."""

from eventlab import SchemaRegistry
from mutants.schema import reading, versions  # noqa: F401  each adds its own to MUTANTS
from mutants.schema.plain import MUTANTS as MUTANTS
from mutants.schema.plain import Plain

IMPLEMENTATIONS = {"SchemaRegistry": SchemaRegistry, "Plain": Plain}
