"""eventlab: a bus, a queue and an event store, small enough to read and correct enough to use.

Names load when they are first used, so that `import eventlab` costs almost nothing:
asyncio, matplotlib, the widgets and the broker clients stay out until they are asked for.
"""

TYPE_CHECKING = False  # importing it from `typing` would be most of what this file costs

if TYPE_CHECKING:  # the same names, for editors and the type checker
    from eventlab.aggregate import Decider as Decider
    from eventlab.aggregate import Handled as Handled
    from eventlab.aggregate import handle as handle
    from eventlab.async_bus import AsyncBus as AsyncBus
    from eventlab.bus import Bus as Bus
    from eventlab.bus import Subscription as Subscription
    from eventlab.clock import Clock as Clock
    from eventlab.clock import SystemClock as SystemClock
    from eventlab.clock import VirtualClock as VirtualClock
    from eventlab.consumer import Consumer as Consumer
    from eventlab.consumer import Outcome as Outcome
    from eventlab.consumer import Retry as Retry
    from eventlab.event import Event as Event
    from eventlab.evolution import compatibility as compatibility
    from eventlab.inbox import Inbox as Inbox
    from eventlab.log import Fenced as Fenced
    from eventlab.log import Log as Log
    from eventlab.log import Member as Member
    from eventlab.log import Record as Record
    from eventlab.log import partition_of as partition_of
    from eventlab.memory_log import MemoryLog as MemoryLog
    from eventlab.memory_queue import MemoryQueue as MemoryQueue
    from eventlab.memory_store import MemoryStore as MemoryStore
    from eventlab.outbox import Outbox as Outbox
    from eventlab.outbox import relay as relay
    from eventlab.process import Compensate as Compensate
    from eventlab.process import Complete as Complete
    from eventlab.process import Deadline as Deadline
    from eventlab.process import Process as Process
    from eventlab.process import Send as Send
    from eventlab.process import UndoWith as UndoWith
    from eventlab.process_manager import ProcessManager as ProcessManager
    from eventlab.projection import Lag as Lag
    from eventlab.projection import Projection as Projection
    from eventlab.projection import RebuildNeeded as RebuildNeeded
    from eventlab.queue import DeadLetter as DeadLetter
    from eventlab.queue import Delivery as Delivery
    from eventlab.queue import Queue as Queue
    from eventlab.queue import QueueStats as QueueStats
    from eventlab.queue import StaleDelivery as StaleDelivery
    from eventlab.schema import InvalidPayload as InvalidPayload
    from eventlab.schema_registry import SchemaRegistry as SchemaRegistry
    from eventlab.snapshots import MemorySnapshots as MemorySnapshots
    from eventlab.snapshots import SqliteSnapshots as SqliteSnapshots
    from eventlab.specification import given as given
    from eventlab.sqlite_queue import SqliteQueue as SqliteQueue
    from eventlab.sqlite_store import SqliteStore as SqliteStore
    from eventlab.store import ANY as ANY
    from eventlab.store import EXISTS as EXISTS
    from eventlab.store import NO_STREAM as NO_STREAM
    from eventlab.store import EventStore as EventStore
    from eventlab.store import Expected as Expected
    from eventlab.store import Recorded as Recorded
    from eventlab.store import WrongVersion as WrongVersion

_HOME = {
    "Event": "event",
    "InvalidPayload": "schema",
    "SchemaRegistry": "schema_registry",
    "compatibility": "evolution",
    "Clock": "clock",
    "SystemClock": "clock",
    "VirtualClock": "clock",
    "Bus": "bus",
    "Subscription": "bus",
    "AsyncBus": "async_bus",
    "Log": "log",
    "Member": "log",
    "Record": "log",
    "Fenced": "log",
    "partition_of": "log",
    "MemoryLog": "memory_log",
    "Queue": "queue",
    "Delivery": "queue",
    "DeadLetter": "queue",
    "QueueStats": "queue",
    "StaleDelivery": "queue",
    "MemoryQueue": "memory_queue",
    "SqliteQueue": "sqlite_queue",
    "Consumer": "consumer",
    "Outcome": "consumer",
    "Retry": "consumer",
    "Inbox": "inbox",
    "Outbox": "outbox",
    "relay": "outbox",
    "ANY": "store",
    "EXISTS": "store",
    "NO_STREAM": "store",
    "EventStore": "store",
    "Expected": "store",
    "Recorded": "store",
    "WrongVersion": "store",
    "Decider": "aggregate",
    "Handled": "aggregate",
    "handle": "aggregate",
    "given": "specification",
    "MemorySnapshots": "snapshots",
    "SqliteSnapshots": "snapshots",
    "MemoryStore": "memory_store",
    "SqliteStore": "sqlite_store",
    "Projection": "projection",
    "Lag": "projection",
    "RebuildNeeded": "projection",
    "Process": "process",
    "Send": "process",
    "UndoWith": "process",
    "Deadline": "process",
    "Complete": "process",
    "Compensate": "process",
    "ProcessManager": "process_manager",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module 'eventlab' has no attribute {name!r}")
    value: object = getattr(import_module(f"eventlab.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
