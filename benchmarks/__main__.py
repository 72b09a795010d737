"""Show what is measured beside what should be reached. A figure that is missed is no failure.

Named parts are shown; all of them, beside all peers, are also written to `RESULTS.md`.
"""

import inspect
import pkgutil
import sys
from importlib import import_module
from types import ModuleType

import benchmarks
from benchmarks import results
from benchmarks.peers import missing
from benchmarks.ratio import HEAD, Row


def parts() -> dict[str, ModuleType]:
    """Return the modules that measure, by name."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    skip = {"__main__", "store_peers"}  # what is no part, or needs its peer to be imported
    modules = {name: import_module(f"benchmarks.{name}") for name in found if name not in skip}
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def main(names: list[str]) -> None:
    """Run the named modules, or all, and print their rows as they come."""
    measuring = parts()
    if unknown := sorted(set(names) - set(measuring)):
        sys.exit(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(measuring)}.")
    if absent := missing():
        print(
            f"Without {', '.join(absent)}: `python start.py bench`, or "
            '`pip install -c constraints.txt -e ".[bench]"`, installs the peers.'
        )
    print("Times in µs for one event, unless it says otherwise.")
    measured: dict[str, list[Row]] = {}
    for name in names or measuring:
        print(f"\n{(inspect.getdoc(measuring[name]) or name).splitlines()[0]}\n{HEAD}", flush=True)
        measured[name] = []
        for row in measuring[name].measure():
            print(row, flush=True)
            measured[name].append(row)
    if not names and not absent:
        for path in results.write(
            {measuring[name]: rows for name, rows in measured.items() if rows}
        ):
            print(f"Written: benchmarks/{path.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
