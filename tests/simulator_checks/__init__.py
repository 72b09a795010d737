"""What the simulator promises, each as a check that a bug in it would fail.

test_sim_promises.py runs them on the simulator as it is; test_sim_bugs.py plants one bug after
the other, and demands that one of them fails.
"""

from simulator_checks import crashes, deliveries, exploring, faults
from simulator_checks.common import CHECKS

__all__ = ["CHECKS", "crashes", "deliveries", "exploring", "faults"]
