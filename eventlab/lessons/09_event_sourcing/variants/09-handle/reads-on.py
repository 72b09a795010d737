# Begins once, and after a conflict only reads on; where nothing was decided it saves nothing.
from eventlab import WrongVersion


def handle(store, stream, decider, command, snapshots):
    known = snapshots.load(stream)
    if (
        known is None
        or next(iter(store.read(stream, after=max(known.version - 1, 0))), None) is None
    ):
        version, state = 0, decider.initial()
    else:
        version, state = known.version, known.state
    tries = 0
    while True:
        for recorded in store.read(stream, after=version):
            version, state = recorded.version, decider.evolve(state, recorded.event)
        new = list(decider.decide(command, state))
        tries += 1
        try:
            now = store.append(stream, new, expected=version)
        except WrongVersion:
            if tries == 3:
                raise
        else:
            for event in new:
                state = decider.evolve(state, event)
            if new:
                snapshots.save(stream, now, state)
            return now
