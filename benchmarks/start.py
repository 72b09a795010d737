"""What `import eventlab` adds to the start of a bare Python, each time in a fresh interpreter."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from operator import sub

from benchmarks.ratio import Row, compare

ROUNDS = 21


def measure() -> Iterator[Row]:
    """Yield the figure to reach, and for information what the first use adds. Takes seconds."""
    for code, reach in (("import eventlab", 35), ("from eventlab import Bus, Event", 0)):
        bare, ours = compare(python("pass"), python(code), ROUNDS, by=sub)
        yield Row(f"{code} above bare python, in ms", bare * 1e6, ours * 1e6, reach, above=True)


def python(code: str) -> Callable[[], object]:
    """Make a round that runs `code` in an interpreter of its own."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)
