"""For all tests: a history of their own, and a browser where there is one."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

# Before anything imports eventlab: a learner's own history is neither read nor written.
_HOMES = Path(tempfile.mkdtemp(prefix="eventlab-tests-"))
os.environ["EVENTLAB_HOME"] = str(_HOMES / "tests")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each notebook an empty history; its kernel starts after this, with its first cell."""
    if item.path.suffix == ".ipynb":
        os.environ["EVENTLAB_HOME"] = str(_HOMES / item.path.parent.name / item.path.stem)
    else:
        os.environ["EVENTLAB_HOME"] = str(_HOMES / "tests")


def pytest_unconfigure() -> None:
    """Take the histories away again."""
    shutil.rmtree(_HOMES, ignore_errors=True)


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
