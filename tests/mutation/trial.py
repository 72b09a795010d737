"""A trial: some tests, run in a process of their own on a module with another source text.

The process is forked from a server that has imported the libraries and nothing of ours, or is
started anew where the system cannot fork. Both do the same.
"""

import contextlib
import faulthandler
import importlib.abc
import importlib.machinery
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import psutil

ROOT = Path(__file__).parents[2]
CASES = "tests/mutation/contract_cases.py"
BUSY = 12  # real seconds at most for one second of the processor, and for a test that waits
GIGABYTES = 2  # of memory for a trial, where the system can hold it to that
LIBRARIES = ["pytest", "hypothesis.stateful", "hypothesis.extra", "msgspec", "sqlite3", "asyncio"]
LIBRARIES += ["coverage", "numpy", "psutil", "cloudpickle", "jupytext", "nbclient", __name__]


@dataclass(frozen=True)
class Job:
    """What to run.

    Args:
        module: the name of the module that has another text.
        source: that text.
        files: the files with tests, relative to the root.
        contracts: the names of contracts whose cases are run.
        tests: the ids of the tests to run, in order, each with the seconds of the processor after
            which it is taken for endless; None for all.
        root: the folder that is current during the run.
    """

    module: str
    source: str
    files: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    tests: dict[str, float] | None = None
    root: Path = ROOT

    @property
    def path(self) -> str:
        """The module's file."""
        return str(self.root / Path(*self.module.split(".")).with_suffix(".py"))


@dataclass
class Outcome:
    """What came of a trial.

    Args:
        passed: whether all tests passed.
        why: the first that did not, or what ended the trial.
        seconds: for how many each test had the processor.
        lines: the tests that ran each line of the module; "" stands for its import.
    """

    passed: bool
    why: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[int, list[str]] = field(default_factory=dict)


Tell = Callable[[Outcome], NoReturn]


def _context() -> Any:
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(LIBRARIES)
    return context


def apart(work: Callable[..., None], *arguments: Any, timeout: float) -> Outcome:
    """Return what `work` tells, done in a process of its own that does not outlive this call.

    Args:
        work: a function at the top of a module.
        arguments: what it is given, before a function that tells the outcome and does not return.
        timeout: seconds for all of it.
    """
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    with ours, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = context.Process(target=_serve, args=(theirs, folder, work, *arguments))
        process.start()
        theirs.close()
        try:
            if not ours.poll(timeout):
                return Outcome(False, "it does not end")
            outcome = ours.recv()
            if not isinstance(outcome, Outcome):
                raise RuntimeError(outcome)
            return outcome
        except EOFError:
            return Outcome(False, "it ended its process, or a test did not end")
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            process.kill()
            process.join()


def _serve(answer: Connection, folder: str, work: Callable[..., None], *arguments: Any) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    tempfile.tempdir = folder
    os.environ["EVENTLAB_HOME"] = folder

    def tell(outcome: Outcome) -> NoReturn:
        answer.send(outcome)
        os._exit(0)  # whatever threads a mutant has left behind

    try:
        work(*arguments, tell)
    except MemoryError as error:
        tell(Outcome(False, repr(error)))
    except BaseException:  # a mistake here kills no mutant
        answer.send(traceback.format_exc())
        raise


def run(job: Job, measured: bool, tell: Tell) -> None:
    """Run the tests on the module with its other text, until one fails.

    Args:
        job: which tests, and what text.
        measured: whether to go on after a failure, and to find out which test runs which line.
        tell: called with the outcome.
    """
    import hypothesis
    import pytest

    sys.meta_path.insert(0, _Finder(job.module, job.source))
    os.chdir(job.root)
    os.environ["EVENTLAB_CONTRACTS"] = " ".join(job.contracts)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # a shorter example helps none
    hypothesis.settings.register_profile(
        "mutation",
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutation")
    files = [*job.files, *([CASES] if job.contracts else [])]
    if job.tests is not None:
        files = list(dict.fromkeys(test.partition("::")[0] for test in job.tests))
    options = ["-q", "--tb=no", "--noconftest", "-p", "no:cacheprovider", "-p", "no:faulthandler"]
    options += ["-m", "not soak", "--override-ini=addopts="]
    options += [f"--basetemp={tempfile.mkdtemp()}", f"--rootdir={job.root}"]
    watch = _Watch(job.tests, lambda why: None if measured else tell(Outcome(False, why)))
    with _coverage(job) if measured else contextlib.nullcontext() as coverage:
        watch.coverage = coverage
        code = pytest.main([*options, *files], plugins=[watch])
    if code in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"{files}: {code!r}")
    why = watch.failed or f"pytest ends with {code!r}"
    outcome = Outcome(code == 0, why, watch.seconds)
    if coverage:
        outcome.lines = coverage.get_data().contexts_by_lineno(job.path)
    tell(outcome)


@contextlib.contextmanager
def _coverage(job: Job) -> Iterator[Any]:
    import coverage

    measure = coverage.Coverage(data_file=None, config_file=False, include=[job.path])
    with measure.collect():
        yield measure


class _Watch:
    """A plugin of pytest: chooses tests, and notes what came of them."""

    def __init__(self, tests: dict[str, float] | None, fail: Callable[[str], None]) -> None:
        self.tests, self.coverage = tests, None
        self.failed, self._fail = "", fail
        self.seconds: dict[str, float] = {}
        self._began = 0.0

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.tests is not None:
            found = {item.nodeid: item for item in items}
            for test in self.tests:
                if test not in found:  # its name is made of something that the mutant changes
                    self._fail(f"{test}: is no longer there")
            items[:] = [found[test] for test in self.tests]

    def pytest_runtest_setup(self, item: Any) -> None:
        if self.coverage:
            self.coverage.switch_context(item.nodeid)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self.tests:  # both end the process; nothing that a mutant does can keep them from it
            faulthandler.dump_traceback_later(BUSY * self.tests[nodeid], exit=True)
            if hasattr(signal, "setitimer"):  # not on Windows
                signal.setitimer(signal.ITIMER_PROF, self.tests[nodeid])
        self._began = time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = time.process_time() - self._began

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._note(report, "")

    def pytest_collectreport(self, report: Any) -> None:
        self._note(report, ", when it is imported")

    def _note(self, report: Any, when: str) -> None:
        if report.failed:
            self.failed = self.failed or f"{report.nodeid}{when}"
            self._fail(self.failed)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module as always, and gives it another text."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname != self._module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        assert spec and spec.origin
        spec.loader = _Loader(fullname, spec.origin, self._source)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, module: str, path: str, source: str) -> None:
        super().__init__(module, path)
        self._source = source

    def get_code(self, fullname: str) -> Any:
        return compile(self._source, self.path, "exec", dont_inherit=True)
