"""`python start.py soak mutation [NAME...]`: do the tests notice when a primitive is wrong?

And do the checks of a lesson notice when a solution is? A name is that of a module or of a lesson.
"""

import argparse
import sys

from tests.mutation import lessons
from tests.mutation.run import examine, known
from tests.mutation.targets import CONTRACTS, FILES
from tests.mutation.trial import ROOT, Job

ENOUGH = 0.95  # of the mutants of a primitive that are not equivalent
ENOUGH_OF_A_SOLUTION = 0.99


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="start.py soak mutation", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all, if none is given")
    parser.add_argument("--most", type=int, help="so many mutants of each, chosen at random")
    parser.add_argument("--processes", type=int, default=2, help="so many at a time")
    chosen = parser.parse_args(arguments)
    there = [*FILES, *lessons.names()]
    if unknown := sorted(set(chosen.names) - set(there)):
        parser.error(f"there is no {unknown[0]}. There are: {', '.join(there)}.")
    wrong = False
    for name in chosen.names or there:
        options = (known(name), chosen.most, chosen.processes)
        if name in FILES:
            source = (ROOT / "eventlab" / f"{name}.py").read_text(encoding="utf-8")
            job = Job(f"eventlab.{name}", source, FILES[name], CONTRACTS[name])
            tally, enough = examine(job, *options), ENOUGH
        else:
            tally, enough = lessons.examine(name, *options), ENOUGH_OF_A_SOLUTION
        for fault in tally.faults:
            print(f"[[{name}]]\n{fault}\n")
        print(tally, flush=True)
        wrong = wrong or bool(tally.faults) or tally.rate < enough
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
