"""Figures, each drawn from a trace or a measurement; they load when they are first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names, for editors and the type checker
    from eventlab.figures.classes import class_picture as class_picture
    from eventlab.figures.coupling import coupling_picture as coupling_picture
    from eventlab.figures.crashes import crash_picture as crash_picture
    from eventlab.figures.flow import BusFlow as BusFlow
    from eventlab.figures.flow_picture import bus_flow as bus_flow
    from eventlab.figures.imports import edited as edited
    from eventlab.figures.imports import who_imports_whom as who_imports_whom
    from eventlab.figures.latency import latency_picture as latency_picture
    from eventlab.figures.logs import LogState as LogState
    from eventlab.figures.logs import PartitionState as PartitionState
    from eventlab.figures.logs import log_state as log_state
    from eventlab.figures.logs import seen_state as seen_state
    from eventlab.figures.moving import Choice as Choice
    from eventlab.figures.moving import Moving as Moving
    from eventlab.figures.moving import Slider as Slider
    from eventlab.figures.over_time import load_over_time as load_over_time
    from eventlab.figures.over_time import queue_under_load as queue_under_load
    from eventlab.figures.over_time import retries_under_load as retries_under_load
    from eventlab.figures.partitions import partition_growth as partition_growth
    from eventlab.figures.partitions import partition_picture as partition_picture
    from eventlab.figures.picture import Picture as Picture
    from eventlab.figures.relations import who_holds_whom as who_holds_whom
    from eventlab.figures.spacetime import space_time as space_time
    from eventlab.figures.stepping import step_through as step_through
    from eventlab.figures.travel import late_model as late_model
    from eventlab.figures.travel import time_travel as time_travel
    from eventlab.figures.versions import version_picture as version_picture
    from eventlab.figures.versions import who_reads_what as who_reads_what

_HOME = {
    "BusFlow": "flow",
    "Choice": "moving",
    "LogState": "logs",
    "Moving": "moving",
    "PartitionState": "logs",
    "Picture": "picture",
    "Slider": "moving",
    "bus_flow": "flow_picture",
    "class_picture": "classes",
    "coupling_picture": "coupling",
    "crash_picture": "crashes",
    "edited": "imports",
    "late_model": "travel",
    "latency_picture": "latency",
    "load_over_time": "over_time",
    "log_state": "logs",
    "partition_growth": "partitions",
    "partition_picture": "partitions",
    "queue_under_load": "over_time",
    "retries_under_load": "over_time",
    "seen_state": "logs",
    "space_time": "spacetime",
    "step_through": "stepping",
    "time_travel": "travel",
    "version_picture": "versions",
    "who_holds_whom": "relations",
    "who_imports_whom": "imports",
    "who_reads_what": "versions",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'eventlab.figures' has no attribute {name!r}")
    value = getattr(import_module(f"eventlab.figures.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
