"""For all tests: an empty history each; a browser and brokers, where there are such."""

import functools
import importlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import nbval.kernel
import pytest

# Before anything imports eventlab, in this process and in each worker: a learner's own history is
# neither read nor written.
HOMES = Path(tempfile.mkdtemp(prefix="eventlab-tests-"))
os.environ["EVENTLAB_HOME"] = str(HOMES / "collecting")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

if not os.environ.get("CI"):  # there hypothesis has its own profile, which is like this one
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("busy")


STARTS = 3


def again(start: Callable[..., Any]) -> Callable[..., Any]:
    """Start a kernel anew if it dies before it answers.

    Its ports are chosen, let go, and bound by the kernel a moment later: on a busy machine another
    program may be quicker. What a notebook does is never tried twice.
    """

    @functools.wraps(start)
    def starting(*args: Any, **options: Any) -> Any:
        for left in reversed(range(STARTS)):
            try:
                return start(*args, **options)
            except RuntimeError:
                if not left:
                    raise
        raise AssertionError("the last start returns or raises")

    return starting


nbval.kernel.start_new_kernel = again(nbval.kernel.start_new_kernel)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each file a history of its own; a notebook's kernel starts after this, and gets it."""
    os.environ["EVENTLAB_HOME"] = str(HOMES / item.path.parent.name / item.path.stem)


def pytest_unconfigure() -> None:
    """Take the histories away again."""
    shutil.rmtree(HOMES, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory, where there is one, for what kills processes or writes much."""
    from sqlite_files import RAM

    with tempfile.TemporaryDirectory(dir=RAM) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is. In CI a missing one is a failure."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        advice = "no browser: install Chromium (on Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(advice)
        pytest.skip(advice)
    return found


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Any]:
    """A RabbitMQ of this session's own, or the one that EVENTLAB_RABBITMQ names."""
    yield from running("rabbitmq", "RabbitMQ")


@pytest.fixture(scope="session")
def kafka() -> Iterator[Any]:
    """A Kafka of this session's own, or the one that EVENTLAB_KAFKA names."""
    yield from running("kafka", "Kafka")


class Given:
    """A server that runs already: `url` or `servers` is where. It is not for a test to end."""

    is_mock = False

    def __init__(self, variable: str) -> None:
        self._variable = variable
        self.url = self.servers = os.environ[variable]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        pytest.skip(f"{self._variable} names a server, and `{name}` is for one of the tests' own")


def running(module: str, name: str) -> Iterator[Any]:
    """Start a server from tests/servers. In CI a missing one is a failure."""
    from servers import Missing

    if os.environ.get(variable := f"EVENTLAB_{name.upper()}"):
        yield Given(variable)
        return
    try:
        server = getattr(importlib.import_module(f"servers.{module}"), name)()
    except Missing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with server:
        yield server
