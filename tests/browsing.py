"""A real JupyterLab on a fresh copy of the course, and a page of a real browser in it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from eventlab.course import workspace

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
SECONDS = 1000  # playwright counts in milliseconds
SERVE = """
import pathlib, sys
from eventlab.course import lab
lab.open_lab(pathlib.Path(sys.argv[1]), browser=False)
"""
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Lab:
    """A running JupyterLab: where its course is, and its address."""

    def __init__(self, folder: Path, theme: str = "JupyterLab Light") -> None:
        self.course = folder / "my-course"
        self.history = folder / "history"
        workspace.update(workspace.course_root(), self.course)
        settings = folder / "settings" / "@jupyterlab"
        for name, values in {**SETTINGS, "apputils-extension/themes": {"theme": theme}}.items():
            path = settings / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        self.environment = {name: str(folder / name.lower()) for name in names}
        self.environment |= {
            "EVENTLAB_HOME": str(self.history),
            "JUPYTERLAB_SETTINGS_DIR": str(settings.parent),
        }

    @contextmanager
    def running(self) -> Iterator["Lab"]:
        """Serve the course on loopback until the block ends."""
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.course)],
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "http" in line)
            self.address = line.split()[-1]
            yield self
        finally:
            server.terminate()
            server.communicate(timeout=20)

    def url(self, notebook: str) -> str:
        """Return the address that opens a notebook of the course."""
        base, _, token = self.address.partition("?")
        return f"{base.partition('/lab/')[0]}/lab/tree/{notebook}?{token}"


@contextmanager
def browser_page(executable: str, **options: Any) -> Iterator[Page]:
    """Open a page of a fresh browser."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 1000}, **options)
            page.set_default_timeout(30 * SECONDS)
            yield page
        finally:
            browser.close()


class Notebook:
    """A notebook that is open in a page: its cells, its cards, its kernel."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Wait until the kernel has nothing left to run."""
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text(
            "| Idle", timeout=60 * SECONDS
        )

    def cell(self, text: str) -> Any:
        """Return the code cell whose source contains `text`."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").filter(
            has=self.page.locator(".jp-InputArea", has_text=text)
        )

    def card(self, name: str) -> Any:
        """Return the card of that name."""
        return self.page.get_by_role("region", name=name, exact=True)

    def menu(self, menu: str, item: str) -> None:
        """Choose an item of JupyterLab's menu bar."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=item).first.click()

    def run_all(self) -> None:
        """Run every cell and wait for the last."""
        self.menu("Run", "Run All Cells")
        self.wait_until_run()

    def wait_until_run(self) -> None:
        """Wait until no cell is waiting or running."""
        expect(self.page.locator('.jp-InputPrompt:text-matches("\\\\[\\\\*\\\\]")')).to_have_count(
            0, timeout=60 * SECONDS
        )
        self.wait_until_idle()

    def run(self, text: str) -> Any:
        """Run the cell whose source contains `text`, wait for it, and return it."""
        cell = self.cell(text).first
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.wait_until_run()
        return cell

    def restart(self) -> None:
        """Restart the kernel, as a learner does the next day."""
        self.menu("Kernel", "Restart Kernel…")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.wait_until_idle()

    def errors(self) -> list[str]:
        """Return what cells have raised."""
        shown = self.page.locator('.jp-OutputArea-output[data-mime-type*="stderr"]')
        return shown.all_inner_texts()

    def save(self) -> None:
        """Save the notebook, as Ctrl-S does."""
        self.page.keyboard.press("Control+s")

    def write(self, text: str, source: str) -> None:
        """Replace the source of the cell that contains `text`."""
        self.cell(text).first.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)


@contextmanager
def page_of(cells: list[str], folder: Path, executable: str, theme: str) -> Iterator[Notebook]:
    """Run these cells in a notebook of their own, and have all that they show in sight."""
    lab = Lab(folder, theme)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, lab.course / "notebooks" / "made.ipynb")
    with lab.running(), browser_page(executable) as page:
        notebook = Notebook(page, lab.url("notebooks/made.ipynb"))
        # Axe judges the colours of what is in sight only, and takes a body without height for
        # one that hides what is in it.
        page.set_viewport_size({"width": 1280, "height": 5000})
        page.evaluate("document.body.style.overflow = 'visible'")
        notebook.run_all()
        yield notebook


def violations(page: Page) -> list[str]:
    """Return what axe-core finds in the outputs, a line each."""
    found = Axe().run(page, context=".jp-OutputArea-output").response["violations"]
    return [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]
