"""Memory: what a program keeps in this process, and loses when the process dies.

Guarantee: each `load()` gives the program as it was when the `Memory` was made: a global set, a
default argument, a class attribute or a closure is back at that value. Nothing of the learner's
own is changed: what is loaded is a copy, together with the functions and the state that it uses.
Exceptions alone stay the same classes, so that `except` still catches what others raise; and code
stays the same, since it cannot change.
"""

import dis
import functools
import io
import pickle
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, GetSetDescriptorType
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

_INERT = (str, int, tuple, type(None), GetSetDescriptorType)


class Memory:
    """A program, and the state that it begins with.

    Args:
        program: a function, a class, or an object with its methods.

    Raises:
        TypeError: it holds what no second process could begin with, such as an open connection.
    """

    def __init__(self, program: Any) -> None:
        self.load: Callable[[], Any] = lambda: program
        if not _remembers_nothing(program):
            self.load = self._copier(program)

    def _copier(self, program: Any) -> Callable[[], Any]:
        module = getattr(program, "__module__", None) or type(program).__module__
        by_value = _is_learners(module)
        if by_value:
            cloudpickle.register_pickle_by_value(sys.modules[module])
        try:
            (pickler := _Pickler(parcel := io.BytesIO())).dump(program)
        except Exception as error:
            name = getattr(program, "__qualname__", type(program).__name__)
            raise TypeError(
                f"{name} cannot be started again after a crash, because it holds something that "
                f"lives in this process only ({error}): make that inside the class or function"
            ) from error
        finally:
            if by_value:
                cloudpickle.unregister_pickle_by_value(sys.modules[module])
        image, kept = parcel.getvalue(), pickler.kept
        return lambda: _Unpickler(io.BytesIO(image), kept).load()


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Copies classes too: cloudpickle would find the learner's own one again in this process."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.kept: list[Any] = []

    def persistent_id(self, obj: Any) -> int | None:
        is_exception = isinstance(obj, type) and issubclass(obj, BaseException)
        if not (is_exception or isinstance(obj, CodeType)):
            return None
        self.kept.append(obj)
        return len(self.kept) - 1

    def reducer_override(self, obj: Any) -> Any:
        if is_cached(obj):
            return with_cache, (obj.__wrapped__, obj.cache_parameters())
        reduced = super().reducer_override(obj)
        if isinstance(obj, type) and isinstance(reduced, tuple) and len(reduced[1]) == 6:
            make, (*skeleton, _number, extra), *rest = reduced
            return (make, (*skeleton, None, extra), *rest)  # no number to be found by
        return reduced


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, kept: list[Any]) -> None:
        super().__init__(file)
        self._kept = kept

    def persistent_load(self, pid: int) -> Any:
        return self._kept[pid]


def is_cached(obj: Any) -> bool:
    """Whether it is a function of the learner's behind `functools.cache` or `lru_cache`."""
    return isinstance(obj, functools._lru_cache_wrapper) and obj.__module__ == "__main__"


def with_cache(function: Callable[..., Any], parameters: dict[str, Any]) -> Any:
    """Return the function behind a cache of its own, which is empty as that of a new process."""
    return functools.lru_cache(**parameters)(function)


def _remembers_nothing(program: Any) -> bool:
    """Whether it is certain that nothing but the objects it makes can change: no need to copy it.

    So it is for a function that names no global, and for a class of such functions alone.
    """
    if isinstance(program, type):
        parts = [part for part in vars(program).values() if not isinstance(part, _INERT)]
        return program.__bases__ == (object,) and all(map(_remembers_nothing, parts))
    if not isinstance(program, FunctionType) or vars(program):
        return False
    code = program.__code__
    held = program.__closure__ or program.__defaults__ or program.__kwdefaults__
    named = {*code.co_names} & {*program.__globals__, "__class__", "type"}
    inner = any(isinstance(constant, CodeType) for constant in code.co_consts)
    stores = any(step.opname == "STORE_GLOBAL" for step in dis.get_instructions(code))
    return not (held or named or inner or stores)


def _is_learners(module: str) -> bool:
    """Whether a module that could be imported must be copied nevertheless, with its state."""
    return (
        module in sys.modules
        and module != "__main__"  # copied in any case
        and module not in cloudpickle.list_registry_pickle_by_value()
        and module.partition(".")[0] not in sys.stdlib_module_names
        and (not module.startswith("eventlab.") or module.startswith("eventlab.lessons."))
    )
