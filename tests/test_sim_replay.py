"""A replay line gives the same trace, byte for byte, in every process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import consumers
import pytest
from crash import soak

from eventlab.sim import Scenario, explore, replay

TESTS = Path(__file__).parent
CONSUMERS = [
    consumers.ack_first,
    consumers.mark_first,
    consumers.RemembersInItself,
    consumers.only_adjacent_duplicates,
    consumers.one_transaction_async,
    consumers.takes_by_itself,
]
FAULTS = ["crash", "lost", "ack lost", "lease", "error", "late 60"]


def lines():
    """Replay lines of smallest failures and, where there is none, of drawn schedules."""
    for consumer in CONSUMERS:
        scenario = Scenario("receipts", consumer)
        if failure := explore(scenario, copies=2, faults=["crash"]).failure:
            yield consumer.__name__, f"receipts: {failure.schedule}"
        else:
            yield consumer.__name__, "receipts: B A[lease before db.commit] C[crash before ack] A"
            yield consumer.__name__, "receipts: A[error after ack] A[lost] C B[ack lost] B"


def trace(name, line):
    scenario = Scenario("receipts", getattr(consumers, name))
    result = replay(line, scenario)
    return result.trace.to_json() + repr(result).encode()


WORKER = """
import hashlib, sys
from test_sim_replay import trace
for argument in sys.argv[1:]:
    name, line = argument.split("|")
    print(hashlib.sha256(trace(name, line)).hexdigest())
"""


def test_a_replay_line_gives_the_same_trace_in_other_processes_with_other_hash_seeds():
    known = list(lines())
    here = [hashlib.sha256(trace(*one)).hexdigest() for one in known]
    assert len(known) >= 8
    processes = -(-soak(1000) // len(known))
    for seed in range(processes):
        done = subprocess.run(
            [sys.executable, "-c", WORKER, *("|".join(one) for one in known)],
            env={**os.environ, "PYTHONHASHSEED": str(seed + 1), "PYTHONPATH": str(TESTS)},
            cwd=TESTS.parent,
            capture_output=True,
            check=True,
            text=True,
        )
        assert done.stdout.split() == here, f"hash seed {seed + 1}"


@pytest.mark.parametrize("consumer", [consumers.mark_last, consumers.effect_first])
def test_it_is_the_same_after_much_else_has_run(consumer):
    failure = explore(Scenario("receipts", consumer)).failure
    first = failure.trace.to_json()
    explore(Scenario("others", consumers.one_transaction), copies=1, faults=FAULTS)
    for _ in range(3):
        again = replay(f"receipts: {failure.schedule}")
        assert again.trace.to_json() == first
