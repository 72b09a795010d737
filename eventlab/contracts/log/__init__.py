"""The contract of a log. `make(partitions)` returns a new, empty log with so many partitions.

Features: "clock" for `make(partitions, session=seconds, clock=clock)`, where only polls, commits
and seeks are signs of life; "turns" for polls that take from all partitions in turn;
"add_partitions".
"""

from eventlab.contracts.log import groups, partitions
from eventlab.contracts.log.common import log

__all__ = ["groups", "log", "partitions"]
