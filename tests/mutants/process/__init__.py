"""Wrong process managers. Each is `Plain`, a right one, with one step done wrong."""

from mutants.process import compensation, recording  # noqa: F401  each adds to MUTANTS
from mutants.process.plain import MUTANTS as MUTANTS
from mutants.process.plain import Plain, make_manager

IMPLEMENTATIONS = {"ProcessManager": make_manager, "Plain": Plain}
