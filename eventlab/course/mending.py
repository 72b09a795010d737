"""The check on mended lines, run in the helper process.

What is handed in says all that is needed: the learner's lines, lines that are right, the probe,
and the known wrong ones. Each is run before the probe; what counts is the value that this has then.
"""

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.running import value_of
from eventlab.course.telling import describe, show, step

TASK = "mend"
NAME = "wrong-{}"
LOOK = "your lines, one at a time, with the values that the last call above gives them."

mend = Task(TASK, "lines")
Handed = tuple[str, str, str, list[str]]


@mend.shape
def reads_as_python(handed: Handed) -> None:
    """Your lines are Python."""
    try:
        compile(handed[0], "<your lines>", "exec")
    except SyntaxError as error:
        happened = f"{error.msg}, line {error.lineno}: {(error.text or '').strip()}"
        raise Failure("lines that Python can read", happened, look="that line.") from None


@mend.behaviour
def does_what_was_asked(handed: Handed) -> None:
    """Your lines do what was asked for."""
    lines, mended, probe, wrong = handed
    for line in probe.strip().splitlines():
        step(line)
    happened = _outcome(lines, probe)
    wanted = _outcome(mended, probe)
    if happened == wanted:
        return
    for number, known in enumerate(wrong):
        if happened == _outcome(known, probe):
            mistake = Mistake(NAME.format(number), "This mend is known.", LOOK)
            raise Failure(wanted, happened, mistake)
    raise Failure(wanted, happened, look=LOOK)


def _outcome(lines: str, probe: str) -> str:
    try:
        return show(value_of(f"{lines.rstrip()}\n{probe}"), 400)
    except Exception as error:
        return describe(error)
