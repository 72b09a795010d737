"""Program: a learner's consumer as it is, and how it is started.

It may be a function, a class or an object, sync or async, and gets what it asks for by the names
of those parameters that have no default:

    def handle(event, db, mail): ...            acknowledged when it has returned
    def handle(event, mail, ack): ...           acknowledges by itself
    def handle(event, delivery, mail): ...      also looks at the delivery, at its attempt
    class Handler:                              made anew after each crash,
        def __init__(self, db): ...             with what its __init__ asks for;
        def handle(self, event): ...            its method is `handle` or `__call__`
    def make(db): return lambda event: ...      a function without an event makes a handler
    def work(queue, mail): ...                  takes its deliveries from the queue by itself
"""

import inspect
from collections.abc import Callable, Collection
from functools import partial
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple

from eventlab.sim.memory import Memory
from eventlab.unfinished import require_finished

if TYPE_CHECKING:
    from eventlab.sim.life import Life

_MANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Form(NamedTuple):
    """How something is called.

    Args:
        takes: the parameters that get the event, or the `delivery`; none if it takes none.
        asks: the names of the collaborators that it asks for.
        is_async: whether it has to be awaited.
        is_first: whether the event alone can be given, by its place.
    """

    takes: tuple[str, ...]
    asks: tuple[str, ...]
    is_async: bool
    is_first: bool


class Program:
    """What a scenario runs.

    Args:
        thing: the learner's function, class or object.
        offered: the names of the collaborators that there are.

    Raises:
        TypeError: it asks for something that there is not, or cannot be started twice.
    """

    def __init__(self, thing: Any, offered: Collection[str]) -> None:
        self._offered = offered
        self._forms: dict[CodeType, Form] = {}  # by what is run: each copy has the same
        self._memory = Memory(thing)
        self._form(thing)  # so that an unknown name is refused at once

    def start(self, life: "Life") -> Callable[[], None]:
        """Begin a process: return what serves its deliveries until none is left."""
        thing = self._memory.load()
        form = self._form(thing)
        while isinstance(thing, type) or not (form.takes or "queue" in form.asks):
            thing = thing(**{name: life.offer(name) for name in form.asks})
            form = self._form(thing)
        if form.is_async:
            from eventlab.sim.loop import Tasks

            life.tasks = Tasks(life)
        call = partial(_callable(thing), **{name: life.offer(name) for name in form.asks})
        if life.tasks:
            call = partial(life.tasks.complete, call)
        return partial(_serve, life, call, form) if form.takes else call

    def _form(self, thing: Any) -> Form:
        call = _callable(thing)
        made = getattr(call, "__init__" if isinstance(call, type) else "__call__")
        code = getattr(call, "__code__", None) or getattr(made, "__code__", None)
        if code is None:  # written in C
            return self._examine(thing, call)
        if not (form := self._forms.get(code)):
            form = self._forms[code] = self._examine(thing, call)
        return form

    def _examine(self, thing: Any, call: Any) -> Form:
        name = getattr(thing, "__qualname__", type(thing).__name__)
        found = inspect.signature(call).parameters.values()
        parameters = [p for p in found if p.kind not in _MANY and p.default is p.empty]
        asks = tuple(p.name for p in parameters if p.name in self._offered)
        others = [p.name for p in parameters if p.name not in asks]
        strangers = [other for other in others if other not in ("event", "delivery")]
        if isinstance(thing, type) and others:
            raise TypeError(f"{name}() asks for {others[0]!r}; there is {self._there_is()}")
        if len(strangers) + ("event" in others) > 1:  # a single one is what it calls the event
            stranger = strangers[-1]
            raise TypeError(
                f"{name} asks for {stranger!r}; beside the event there is {self._there_is()}"
            )
        asynchronous = inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(
            getattr(call, "__call__", None)  # noqa: B004  an object whose call is async
        )
        by_place = [p.name for p in parameters[:1] if p.kind is not p.KEYWORD_ONLY]
        is_first = others == by_place and others != ["delivery"]
        return Form(tuple(others), asks, asynchronous, is_first)

    def _there_is(self) -> str:
        return ", ".join(self._offered)


def _callable(thing: Any) -> Any:
    """Return what is called: the thing itself, or its method `handle`."""
    call = thing if isinstance(thing, type) else getattr(thing, "handle", thing)
    if not callable(call):
        raise TypeError(
            f"something of type {type(thing).__name__} is no consumer: that is a function that "
            "takes an event, or an object with a method `handle` that does"
        )
    return call


def _serve(life: "Life", handle: Callable[..., Any], form: Form) -> None:
    """Hand the deliveries to a handler; acknowledge them unless it does so by itself."""
    post, acknowledges = life.post, "ack" in form.asks
    while message := post.take():
        try:
            if form.is_first:
                result = handle(message.event)
            else:
                delivery = post.delivery()
                given = {"delivery": delivery}
                result = handle(**{name: given.get(name, delivery.event) for name in form.takes})
            require_finished(result, "it")
            if not acknowledges:
                post.acknowledge()
        except Exception as error:
            life.failed(error)
        life.end()
        post.settle()
