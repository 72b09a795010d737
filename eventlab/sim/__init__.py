"""What happened, as data: traces, and the recorder that makes one of what really ran."""

from eventlab.sim.recorder import Recorder, watch
from eventlab.sim.trace import KINDS, Kind, Step, Trace

__all__ = ["KINDS", "Kind", "Recorder", "Step", "Trace", "watch"]
