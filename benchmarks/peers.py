"""The libraries of the field that ours is measured beside, where they are installed."""

from collections.abc import Callable
from importlib.util import find_spec

from benchmarks.ratio import Round, Rounds

MODULES = {
    "blinker": "blinker",
    "pyee": "pyee",
    "RxPY": "reactivex",
    "persist-queue": "persistqueue",
    "litequeue": "litequeue",
    "huey": "huey",
    "eventsourcing": "eventsourcing",
}
ABSENT = "not installed"


def missing() -> list[str]:
    """Return the peers that are not installed."""
    return [name for name, module in MODULES.items() if find_spec(module) is None]


def peers(**makers: Callable[[], Round] | str) -> Rounds:
    """Make the rounds of the peers that are installed, in the order of `MODULES`.

    Args:
        makers: by module, what makes its round, or why it has none.
    """
    absent, rounds = missing(), {}
    for name, module in MODULES.items():
        if make := makers.get(module):
            rounds[name] = ABSENT if name in absent else make if isinstance(make, str) else make()
    return rounds
