"""How fast it is, beside what is possible and beside its peers: `python -m benchmarks [part ...]`.

Each module here with a function `measure()`, which yields `ratio.Row`s, is a part of the table.
The limit, ours and the peers take turns in short rounds: a machine that is busy with other things
slows all of them down. What is timed also counts what it did: losing events would make any bus
fast. `LESS` says what the peers of a part give less.
"""
