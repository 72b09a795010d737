"""The source of an exercise: one script that holds the solution and what the learner finds instead.

The two stand between markers::

    # SOLUTION
    return [handler(event) for handler in handlers]
    # STUB
    # raise NotImplementedError
    # END
"""

import re

_REGION = re.compile(
    r"^(?P<indent>[ ]*)# SOLUTION\n(?P<solution>.*?)^[ ]*# STUB\n(?P<stub>.*?)^[ ]*# END\n?",
    re.MULTILINE | re.DOTALL,
)
_MARKER = re.compile(r"^\s*# (SOLUTION|STUB|END)\s*$", re.MULTILINE)


class SourceError(ValueError):
    """A lesson source that cannot be built; the message names the file and what is wrong."""


def cut(text: str, part: str, where: str) -> str:
    """Keep the `part` ("solution" or "stub") of every marked region of an exercise."""

    def keep(region: re.Match[str]) -> str:
        if part == "solution":
            return region["solution"]
        return re.sub(r"^([ ]*)# ?", r"\1", region["stub"], flags=re.MULTILINE)

    kept = _REGION.sub(keep, text)
    if stray := _MARKER.search(kept):
        line = kept[: stray.start()].count("\n") + 1
        raise SourceError(
            f"{where}, about line {line}: '{stray.group().strip()}' is out of place; a region is "
            "'# SOLUTION', its lines, '# STUB', the stub's lines as comments, '# END'"
        )
    return kept
