"""Wrong projections. Each is `Plain`, a right one on bare sqlite3, with one step done wrong."""

from mutants.projection import checkpoints, rebuilding  # noqa: F401  each adds to MUTANTS
from mutants.projection.plain import MUTANTS as MUTANTS
from mutants.projection.plain import Plain, make_projection

IMPLEMENTATIONS = {"Projection": make_projection, "Plain": Plain}
