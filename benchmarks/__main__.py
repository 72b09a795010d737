"""Show what is measured beside what should be reached. A figure that is missed is no failure."""

import inspect
import pkgutil
import sys
from importlib import import_module

import benchmarks
from benchmarks.ratio import HEAD


def main(names: list[str]) -> None:
    """Run the named modules, or all, and print their rows as they come."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    modules = {name: import_module(f"benchmarks.{name}") for name in found if name != "__main__"}
    measuring = {name: module for name, module in modules.items() if hasattr(module, "measure")}
    if unknown := sorted(set(names) - set(measuring)):
        sys.exit(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(measuring)}.")
    print("Times in µs for one event, unless it says otherwise.")
    for name in names or measuring:
        print(f"\n{(inspect.getdoc(measuring[name]) or name).splitlines()[0]}\n{HEAD}", flush=True)
        for row in measuring[name].measure():
            print(row, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
