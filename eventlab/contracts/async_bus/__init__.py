"""The contract of an asynchronous bus. `make(bound=n)` makes one; without a bound it is large."""

from eventlab.contracts.async_bus import core, delivery, ending  # noqa: F401  they hold the cases
from eventlab.contracts.async_bus.scene import async_bus as async_bus
