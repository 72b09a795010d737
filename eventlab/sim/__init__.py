"""What happened, as data, and the simulator that makes it happen: every order, every fault.

Names load when they are first used: who only records a trace does not wait for the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from eventlab.sim.recorder import Recorder, watch
from eventlab.sim.trace import KINDS, Kind, Step, Trace

if TYPE_CHECKING:  # the same names, for editors and the type checker
    from eventlab.sim.checkers import Property as Property
    from eventlab.sim.checkers import agreeing as agreeing
    from eventlab.sim.checkers import all_delivered as all_delivered
    from eventlab.sim.checkers import conserved as conserved
    from eventlab.sim.checkers import effects_per_intent as effects_per_intent
    from eventlab.sim.checkers import in_order_by_key as in_order_by_key
    from eventlab.sim.checkers import monotonic_reads as monotonic_reads
    from eventlab.sim.checkers import nothing_doubled as nothing_doubled
    from eventlab.sim.checkers import nothing_lost as nothing_lost
    from eventlab.sim.checkers import totals as totals
    from eventlab.sim.durable import database as database
    from eventlab.sim.explorer import explore as explore
    from eventlab.sim.explorer import replay as replay
    from eventlab.sim.feeding import feed as feed
    from eventlab.sim.history import History as History
    from eventlab.sim.history import Op as Op
    from eventlab.sim.matrix import crash_matrix as crash_matrix
    from eventlab.sim.orchestra import orchestrate as orchestrate
    from eventlab.sim.outside import service as service
    from eventlab.sim.retries import simulate_retries as simulate_retries
    from eventlab.sim.scenario import Scenario as Scenario
    from eventlab.sim.schedule import Schedule as Schedule
    from eventlab.sim.workers import work as work

_HOME = {
    "Property": "checkers",
    "agreeing": "checkers",
    "all_delivered": "checkers",
    "conserved": "checkers",
    "effects_per_intent": "checkers",
    "in_order_by_key": "checkers",
    "monotonic_reads": "checkers",
    "nothing_doubled": "checkers",
    "nothing_lost": "checkers",
    "totals": "checkers",
    "crash_matrix": "matrix",
    "database": "durable",
    "explore": "explorer",
    "replay": "explorer",
    "feed": "feeding",
    "History": "history",
    "Op": "history",
    "orchestrate": "orchestra",
    "service": "outside",
    "simulate_retries": "retries",
    "Scenario": "scenario",
    "Schedule": "schedule",
    "work": "workers",
}

__all__ = ["KINDS", "Kind", "Recorder", "Step", "Trace", "watch", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'eventlab.sim' has no attribute {name!r}")
    value = getattr(import_module(f"eventlab.sim.{_HOME[name]}"), name)
    globals()[name] = value
    return value
