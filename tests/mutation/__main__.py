"""`python start.py soak mutation [MODULE...]`: do the tests notice when a primitive is wrong?"""

import argparse
import sys

from tests.mutation.run import ENOUGH, examine, known
from tests.mutation.targets import CONTRACTS, FILES
from tests.mutation.trial import ROOT, Job


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="start.py soak mutation", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="MODULE", help="all, if none is named")
    parser.add_argument("--most", type=int, help="so many mutants of a module, chosen at random")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(FILES)):
        parser.error(f"there is no {unknown[0]}. There are: {', '.join(FILES)}.")
    wrong = 0
    for name in chosen.names or FILES:
        source = (ROOT / "eventlab" / f"{name}.py").read_text(encoding="utf-8")
        job = Job(f"eventlab.{name}", source, FILES[name], CONTRACTS[name])
        tally = examine(job, known(name), chosen.most, chosen.processes)
        for fault in tally.faults:
            print(f"[[{name}]]\n{fault}\n")
        print(tally, flush=True)
        wrong += bool(tally.faults) or tally.rate < ENOUGH
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
