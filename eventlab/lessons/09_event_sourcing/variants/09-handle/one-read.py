# Reads the snapshot's own event with the rest, in one reading.
from eventlab import WrongVersion


def past(store, stream, decider, known):
    if known and known.version:
        found = list(store.read(stream, after=known.version - 1))
        if found:
            state = known.state
            for recorded in found[1:]:
                state = decider.evolve(state, recorded.event)
            return found[-1].version, state
    state, version = decider.initial(), 0
    for version, recorded in enumerate(store.read(stream), start=1):
        state = decider.evolve(state, recorded.event)
    return version, state


def handle(store, stream, decider, command, snapshots):
    conflict = None
    for _ in range(3):
        version, state = past(store, stream, decider, snapshots.load(stream))
        new = tuple(decider.decide(command, state))
        try:
            now = store.append(stream, new, expected=version)
            break
        except WrongVersion as error:
            conflict = error
    else:
        raise conflict
    for event in new:
        state = decider.evolve(state, event)
    snapshots.save(stream, now, state)
    return now
