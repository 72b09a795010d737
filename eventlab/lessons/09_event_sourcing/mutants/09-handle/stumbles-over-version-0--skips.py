# Skips a stream's first event, as if the snapshot of version 0 knew it.
from eventlab import WrongVersion


def past(store, stream, decider, known):
    if known:
        found = list(store.read(stream, after=max(known.version - 1, 0)))
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
