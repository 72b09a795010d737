"""The contract of a consumer. `make(queue, handler, **options)` returns one.

The options are those of `Consumer`: `retry`, `clock`, and with the feature "inbox" also `inbox`.
The queue is a `MemoryQueue` in virtual time, with a lease of 30 seconds and three attempts.
"""

from eventlab.contracts.consumer import failing, handling
from eventlab.contracts.consumer.common import consumer

__all__ = ["consumer", "failing", "handling"]
