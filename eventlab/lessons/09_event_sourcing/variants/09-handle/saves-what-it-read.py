# Saves also what it has read, before it decides; that is as right as what comes after.
from eventlab import WrongVersion


def handle(store, stream, decider, command, snapshots):
    for attempt in range(3):
        snapshot = snapshots.load(stream)
        version, state = 0, decider.initial()
        if snapshot and snapshot.version and any(store.read(stream, after=snapshot.version - 1)):
            version, state = snapshot.version, snapshot.state
        for recorded in store.read(stream, after=version):
            version = recorded.version
            state = decider.evolve(state, recorded.event)
        if version:
            snapshots.save(stream, version, state)
        try:
            events = list(decider.decide(command, state))
            new_version = store.append(stream, events, expected=version)
        except WrongVersion:
            if attempt == 2:
                raise
            continue
        for event in events:
            state = decider.evolve(state, event)
        snapshots.save(stream, new_version, state)
        return new_version
