"""The contract of an event store. `make()` returns a new, empty store.

With the feature "shared" there is also `make(beside=store)`: one more handle on the same store, as
another process has, with a `close` of its own.
"""

from eventlab.contracts.store import appending, reading, sharing
from eventlab.contracts.store.common import store

__all__ = ["appending", "reading", "sharing", "store"]
