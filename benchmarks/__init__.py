"""How fast it is, beside what is possible: `python -m benchmarks [module ...]`.

Each module here with a function `measure()`, which yields `ratio.Row`s, is a part of the table.
Ours and the limit that it is held against take turns in short rounds: a machine that is busy with
other things slows both down. What is timed also counts what it did: losing events would make any
bus fast.
"""
