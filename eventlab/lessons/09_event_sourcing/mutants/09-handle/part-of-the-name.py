# Has snapshots by the last eight letters of the stream.
from functools import reduce

from eventlab import WrongVersion


def handle(store, stream, decider, command, snapshots, attempts=3):
    begin = (0, decider.initial())
    if (known := snapshots.load(stream[-8:])) is not None:
        there = next(iter(store.read(stream, after=max(known.version - 1, 0))), None)
        begin = (known.version, known.state) if there else begin
    past = list(store.read(stream, after=begin[0]))
    state = reduce(decider.evolve, [each.event for each in past], begin[1])
    version = begin[0] + len(past)
    new = list(decider.decide(command, state))
    try:
        version = store.append(stream, new, expected=version)
    except WrongVersion:
        if attempts == 1:
            raise
        return handle(store, stream, decider, command, snapshots, attempts - 1)
    snapshots.save(stream[-8:], version, reduce(decider.evolve, new, state))
    return version
