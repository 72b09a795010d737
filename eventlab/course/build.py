"""Build the notebooks from the lessons' sources.

`lesson.py` and `exercise.py` in `lessons/<name>/` are percent-format scripts. From them come
`notebooks/<name>.ipynb` (executed), `exercises/<name>.ipynb` (the solution cut out, executed) and
`solutions/<name>.ipynb` (executed). Nobody edits those: they are written only here.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from eventlab.course.content import LESSONS
from eventlab.course.source import cut

ROOT = LESSONS.parent.parent
FOLDERS = ("notebooks", "exercises", "solutions")
CELL_SECONDS = 60


def sources(lessons: Path = LESSONS) -> list[Path]:
    """Return the folders of all lessons, in order."""
    return sorted(path.parent for path in lessons.glob("*/lesson.py"))


def assemble(lesson: Path) -> dict[str, NotebookNode]:
    """Return a lesson's notebooks, not executed, by their path below the project's root.

    Raises:
        SourceError: a marker of an exercise is missing or out of place.
    """
    built = {f"notebooks/{lesson.name}.ipynb": notebook_of(lesson / "lesson.py", lesson.name)}
    exercise = lesson / "exercise.py"
    if exercise.exists():
        for folder, part in (("exercises", "stub"), ("solutions", "solution")):
            built[f"{folder}/{lesson.name}.ipynb"] = notebook_of(exercise, lesson.name, part)
    return built


def notebook_of(source: Path, lesson: str, part: str = "solution") -> NotebookNode:
    """Return what one source is as a notebook, not executed.

    Raises:
        SourceError: a marker of an exercise is missing or out of place.
    """
    text = cut(source.read_text(encoding="utf-8"), part, f"{lesson}/{source.name}")
    notebook: NotebookNode = jupytext.reads(text, fmt="py:percent")
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        # Only what the notebook needs; jupytext's own notes would change with its version.
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "tags"})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    language = {"name": "python"}
    metadata = {"kernelspec": kernel, "language_info": language, "eventlab": {"lesson": lesson}}
    notebook.metadata = nbformat.from_dict(metadata)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells in `folder` with an empty history, and keep what they show.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised that is not tagged for it.
    """
    with _empty_history():
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=False,
            record_timing=False,
        )
        client.execute()
    notebook.metadata["language_info"] = nbformat.from_dict({"name": "python"})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _forget_the_run(cell)


def _forget_the_run(cell: NotebookNode) -> None:
    """Take out what differs from run to run and means nothing to a reader: widget model ids."""
    for output in cell.outputs:
        widget = output.get("data", {}).get("application/vnd.jupyter.widget-view+json")
        if widget:
            widget["model_id"] = "0"


@contextmanager
def _empty_history() -> Iterator[None]:
    before = os.environ.get("EVENTLAB_HOME")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["EVENTLAB_HOME"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["EVENTLAB_HOME"]
            else:
                os.environ["EVENTLAB_HOME"] = before


def differences(lesson: Path, root: Path = ROOT) -> list[str]:
    """Say, a line each, where the committed notebooks are not what the sources build."""
    found = []
    for path, wanted in assemble(lesson).items():
        if not (root / path).exists():
            found.append(f"{path} is missing: run `eventlab build`")
            continue
        try:
            there = _essence(nbformat.read(root / path, as_version=4))
        except Exception:  # nbformat has many ways to say so
            found.append(f"{path} is no notebook, or half of one: run `eventlab build`")
            continue
        if there != _essence(wanted):
            found.append(f"{path} differs from its source: run `eventlab build`")
    return found


def _essence(notebook: NotebookNode) -> list[tuple[object, ...]]:
    cells = [(c.cell_type, c.id, c.source, sorted(c.metadata.items())) for c in notebook.cells]
    return [tuple(sorted(notebook.metadata.items())), *cells]


def main(names: list[str], root: Path = ROOT) -> int:
    """Build the lessons of these names, or all, and return an exit code."""
    chosen = [lesson for lesson in sources() if not names or lesson.name in names]
    if missing := set(names) - {lesson.name for lesson in chosen}:
        print(f"there is no lesson {', '.join(sorted(missing))} in {LESSONS}", file=sys.stderr)
        return 2
    for lesson in chosen:
        try:
            for path, notebook in assemble(lesson).items():
                execute(notebook, root)
                (root / path).parent.mkdir(exist_ok=True)
                nbformat.write(notebook, root / path)
                print(f"built {path}")
        except Exception as error:
            print(f"{lesson.name} cannot be built: {error}", file=sys.stderr)
            return 1
    return 0
