"""Checks of what a learner hands in, before it is called: a class or a function of the right form.

The names of parameters are free; only how many arguments it takes is looked at. What is given as
"async publish(event)" may be an `async def`, or a plain one that returns something to await. Only
what is given as "read(stream) -> Iterator" may be a generator: whoever else is called has to run.
"""

import inspect
from typing import Any

from eventlab.course.grading import Failure, Mistake
from eventlab.course.mistakes import ASYNC, GENERATOR, INSTANCE, READY_MADE, RESULT
from eventlab.course.telling import show

ITERATOR = " -> Iterator"


def is_class(thing: Any, name: str, *methods: str) -> None:
    """Demand a class of the learner's own with these methods, given as "publish(event)".

    Raises:
        Failure: it is something else, or a method is missing, async, a generator, or takes other
            arguments.
    """
    if not isinstance(thing, type):
        is_object = all(hasattr(thing, _name(method)) for method in methods)
        raise _not(f"the class {name} itself", thing, INSTANCE if is_object else None)
    _is_their_own(thing.__mro__)
    made = None
    for method in methods:
        attribute = _name(method)
        function = inspect.getattr_static(thing, attribute, None)
        if function is not None:
            _takes(function, f"{name}.{_form(method)}", method, bound=1)
            continue
        made = made or thing()  # a method may also be made in __init__
        if not callable(getattr(made, attribute, None)):
            look = f"its spelling; and run the cells below `class {name}` again, if one puts it in."
            wanted = f"{name} has the method {_form(method)}"
            raise Failure(wanted, "it has no such method", look=look)


def is_function(thing: Any, signature: str) -> None:
    """Demand a function of the learner's own, given as "greet(event)".

    Raises:
        Failure: it is something else, is async, is a generator, or takes other arguments.
    """
    name = _name(signature)
    if isinstance(thing, type) or not callable(thing):
        is_result = not isinstance(thing, type) and thing is not ...
        raise _not(f"the function {name} itself", thing, RESULT if is_result else None)
    _is_their_own((thing,))
    _takes(thing, _form(signature), signature, bound=0)


def runs(function: Any, called: str) -> None:
    """Demand that calling the function runs it, and does not only make a generator.

    Raises:
        Failure: there is a `yield` in it.
    """
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise Failure(f"{called} is a plain function", "it has a `yield`", GENERATOR)


def _name(signature: str) -> str:
    return _form(signature).partition("(")[0]


def _form(signature: str) -> str:
    return signature.removeprefix("async ").removesuffix(ITERATOR)


def _not(wanted: str, thing: Any, mistake: Mistake | None) -> Failure:
    look = "the last line of your cell: it hands in what you wrote, by its name."
    return Failure(wanted, f"{show(thing)} was handed in", mistake, look=look)


def _is_their_own(parts: tuple[Any, ...]) -> None:
    for part in parts:
        module = getattr(part, "__module__", None) or ""
        if module.partition(".")[0] == "eventlab":
            raise Failure("code of your own", f"{module}.{part.__qualname__}", READY_MADE)


def _takes(function: Any, called: str, signature: str, *, bound: int) -> None:
    """Demand that `function` takes the arguments that `signature` shows."""
    is_async = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    if is_async and not signature.startswith("async "):
        raise Failure(f"{called} is a plain function", "it is an `async def`", ASYNC)
    if not signature.endswith(ITERATOR):
        runs(function, called)
    if isinstance(function, staticmethod):
        function, bound = function.__func__, 0
    arguments = [name for name in _form(signature).partition("(")[2][:-1].split(", ") if name]
    try:
        found = inspect.signature(function)
    except (TypeError, ValueError):  # not written in Python: its first call will tell
        return
    try:
        found.bind(*[None] * (len(arguments) + bound))
    except TypeError:
        look, form = "the `def` line: which arguments does the task name?", f"its form is {found}"
        if bound and len(found.parameters) == len(arguments) and "self" not in found.parameters:
            form += ": `self` is missing"
            look = "the `def` line: the first parameter of a method is the object itself, `self`."
        raise Failure(f"it can be called as {called}", form, look=look) from None
