"""Mistakes that the code for any task can make. A lesson's own stand in its `mistakes.py`."""

import re
import sqlite3
import traceback
from dataclasses import dataclass

from eventlab.course.guarding import SignalRefused, WriteRefused
from eventlab.event import Event


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong solution that is known by what it does.

    Args:
        name: in kebab-case; the mutant that shows it has the same name.
        says: what such code does, in a sentence.
        look: what to look at next, as the end of a sentence that begins with "Look at".
    """

    name: str
    says: str
    look: str


INSTANCE = Mistake(
    "object-instead-of-class",
    "An object was handed in; the check makes its own objects of your class.",
    "the last line of your cell: leave out the () behind the class.",
)
RESULT = Mistake(
    "value-instead-of-function",
    "A value was handed in, perhaps what your function returned; the check calls it itself.",
    "what stands under that name: a `def`, or something after `=`? And is there a () too many?",
)
READY_MADE = Mistake(
    "ready-made",
    "This is the package's own code; the task is to write yours.",
    "what you import: start from the stub, and compare with the package's version afterwards.",
)
ASYNC = Mistake(
    "async-def",
    "Calling an `async def` only makes a coroutine: nothing of its body has run yet.",
    "the `def` line: here nothing is awaited, so leave out `async`.",
)
GENERATOR = Mistake(
    "generator",
    "Calling a function with a `yield` only makes a generator: nothing of its body has run yet.",
    "the `yield`: what stands behind it is done without it; leave the word out.",
)
IN_THE_STATEMENT = Mistake(
    "value-in-the-statement",
    "It writes a value into the text of a statement. One with a ' in it ends the text there, and "
    "what follows is taken for SQL.",
    "the statement: a ? for each value, and the values behind it.",
)
PART_OF_A_NAME = Mistake(
    "part-of-the-name",
    "It goes by a part of the name, or by a changed one, which others can have too.",
    "what you save, compare or look up: the whole id, key or number, as it is.",
)
ZERO = Mistake(
    "takes-zero-for-nothing",
    "It takes the number 0 for no number at all.",
    "an `if`, `or` or `and` with that number: 0 counts as false.",
)
RECURSION = Mistake(
    "endless-recursion",
    "A function calls itself, or two call each other, and nothing ends it.",
    "which call leads back to where it came from, and what should stop it.",
)
MEMORY = Mistake(
    "too-much-memory",
    "Your code wants more memory than a check has.",
    "what grows at each turn of a loop, and whether the loop ends.",
)
EXIT = Mistake(
    "ends-the-program",
    "exit() ends the whole program, with all that others are doing in it.",
    "where your code gives up: return, or raise an exception that says why.",
)
INPUT = Mistake(
    "asks-for-input",
    "input() waits for somebody to type, and in a check nobody does.",
    "what your code needs to know: take it from the arguments.",
)
BASE_EXCEPTION = Mistake(
    "raises-base-exception",
    "Only Ctrl-C, exit and their like may be a BaseException: no handler of errors catches it.",
    "the class of what you raise: it should derive from Exception.",
)
NEVER_ENDS = Mistake(
    "never-ends",
    "Your code was still at work when the time for a check was up.",
    "the loop around that line: what makes it end?",
)
WAITS = Mistake(
    "waits-for-ever",
    "Your code waits for something that nobody gives it.",
    "what that line waits for: nothing in a check makes time pass or answers.",
)
ENDS_THE_PROCESS = Mistake(
    "ends-the-process",
    "The process that ran your code ended before there was a verdict.",
    "what could end it: os._exit, a signal, recursion with a raised limit.",
)
LEAVES_A_THREAD = Mistake(
    "leaves-a-thread",
    "A thread that your code has started goes on after its work should be done.",
    "what ends the thread, and who waits for it.",
)
LEAVES_A_PROCESS = Mistake(
    "leaves-a-process",
    "Your code has started another process.",
    "what you start it for: nothing in this task needs one.",
)
TAMPERS = Mistake(
    "changes-what-others-use",
    "Your code replaced a function or a class that is not its own, for all who use it.",
    "assignments to attributes of modules and classes: write a function of your own instead.",
)

WRITES_ELSEWHERE = Mistake(
    "writes-elsewhere",
    "Your code changes files that are not its own; the write was refused.",
    "the path: a name without a folder is a file in the check's own, empty folder.",
)
SIGNALS = Mistake(
    "signals-another-process",
    "Your code sent a signal to the process of the notebook; it was refused.",
    "the process id that the signal goes to: os.getppid() is who started you.",
)

CRASHES: dict[type[BaseException], Mistake] = {
    RecursionError: RECURSION,
    MemoryError: MEMORY,
    SystemExit: EXIT,
    EOFError: INPUT,
    WriteRefused: WRITES_ELSEWHERE,
    SignalRefused: SIGNALS,
}
UNBOUND = re.compile("Incorrect number of bindings|parameters are of unsupported type")


def clue(error: BaseException) -> str:
    """Return what to look at after one of Python's own errors, or "" where nothing is certain."""
    name = getattr(error, "name", None)
    if type(error) is NameError and name:
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        if frames and name in dir(frames[-1].f_locals.get("self")):
            return f"`{name}`: is it `self.{name}`?"
        return f"`{name}`: this name is defined nowhere. A typing error, or a cell not run yet?"
    if type(error) is AttributeError and name:
        if isinstance(error.obj, Event):
            return f"`{name}`: what an event carries is in its `data`: event.data[{name!r}]."
        if type(error.obj).__module__ == "__main__":
            return f"where `{name}` is made. If in a cell below the class: run it again."
    if isinstance(error, sqlite3.ProgrammingError) and UNBOUND.match(str(error)):
        return "what stands behind the statement: a tuple; one of one value needs a comma: (id,)."
    return _clue_in(str(error)) if isinstance(error, (TypeError, AttributeError)) else ""


def _clue_in(text: str) -> str:
    if "can't be used in 'await' expression" in text:
        return "what stands behind `await`: only an `async def` makes something to wait for."
    if "'NoneType' object" in text:
        return "where the None comes from: a function without `return` returns None."
    if text == "'Event' object is not subscriptable":
        return "what stands before the bracket: an event's payload is in event.data."
    if re.fullmatch("'(Event|str)' object is not callable|'Event' object is not iterable", text):
        return "the order of the arguments, in the `def` line and in the calls."
    found = re.match(r"(?:.*\.)?(\w+)\(\) takes (\d+) positional arguments? but (\d+) w", text)
    if found and int(found[3]) == int(found[2]) + 1:
        return f"the `def` line of {found[1]}: is its first parameter `self`?"
    return ""
