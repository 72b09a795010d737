"""For all tests: an empty history each, and a browser where there is one."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
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


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each file a history of its own; a notebook's kernel starts after this, and gets it."""
    os.environ["EVENTLAB_HOME"] = str(HOMES / item.path.parent.name / item.path.stem)


def pytest_unconfigure() -> None:
    """Take the histories away again."""
    shutil.rmtree(HOMES, ignore_errors=True)


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
