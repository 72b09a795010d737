"""Taking over `history.db`, in which the events were a plain table before they had a store.

Guarantee: every event of it is in the store once, in its order, and the old file is kept. A kernel
that is killed at any instruction leaves the old file, or the new one with all of it; the next one
goes on from there. What an eventlab of before writes afterwards, in a notebook that is still open,
is taken over in the same way.
"""

from pathlib import Path

from eventlab.course.learner.keeping import PATIENCE, add, free, replace, salvage
from eventlab.sqlite_store import SqliteStore


def take_over(old: Path, new: Path) -> str | None:
    """Take over `old` into the store at `new`, if it is there; say so. Call it alone.

    Raises:
        OSError, sqlite3.Error: the files cannot be written. The old one is still there.
        ValueError: the store at `new` is damaged, or of a newer version.
    """
    if not old.exists():
        return None
    count, damage = _add(old, new)
    aside = free(old.parent, "history.old-{}.db")
    for ending in ("-journal", ""):  # it would be played back into the next file of that name
        if Path(f"{old}{ending}").exists():
            Path(f"{old}{ending}").rename(f"{aside}{ending}")
    count += _add(aside, new)[0]  # what an eventlab of before has written meanwhile
    found = f"{old} was damaged ({damage}); what could be read of it," if damage else f"{old},"
    return f"{found} {count} events, is in {new.name} now, and the old file is kept as {aside.name}"


def _add(old: Path, new: Path) -> tuple[int, str | None]:
    """Add the events of `old` that the store lacks; return how many, and what is damaged."""
    events, damage = salvage(old, "history", "event")
    if not new.exists():
        replace(new, events)
        return len(events), damage
    with SqliteStore(new, patience=PATIENCE) as store:
        known = {recorded.event.id for recorded in store.read_all()}
        missing = [event for event in events if event.id not in known]
        add(store, missing)
    return len(missing), damage
