"""The contract of a queue.

`make(lease=…, max_attempts=…, clock=…)` returns a new, empty queue with these settings. With the
feature "shared" there is also `make(beside=queue, …)`: one more handle on the same queue, as
another process has. The other features are "lease" (it runs out), "extend", "delay", "keys",
"batches", "redrive", "stats" and "clock" (get waits by it).
"""

from eventlab.contracts.queue import delivery, order, sharing
from eventlab.contracts.queue.common import queue

__all__ = ["delivery", "order", "queue", "sharing"]
