"""Wrong logs. Each is `Plain`, a right log cut into steps, with one step done wrong."""

from eventlab import MemoryLog
from mutants.log import groups, partitions  # noqa: F401  each adds its own to MUTANTS
from mutants.log.plain import MUTANTS as MUTANTS
from mutants.log.plain import Plain

IMPLEMENTATIONS = {"MemoryLog": MemoryLog, "Plain": Plain}
