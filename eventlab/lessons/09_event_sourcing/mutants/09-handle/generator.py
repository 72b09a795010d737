# Yields the new version.
from eventlab import WrongVersion
def handle(store, stream, decider, command, snapshots):
    for left in (2, 1, 0):
        version, state = 0, decider.initial()
        known = snapshots.load(stream)
        if known and any(True for _ in store.read(stream, after=max(known.version - 1, 0))):
            version, state = known.version, known.state
        for recorded in store.read(stream, after=version):
            version, state = recorded.version, decider.evolve(state, recorded.event)
        events = list(decider.decide(command, state))
        try:
            after = store.append(stream, events, expected=version)
        except WrongVersion:
            if not left:
                raise
            continue
        for event in events:
            state = decider.evolve(state, event)
        snapshots.save(stream, after, state)
        yield after
