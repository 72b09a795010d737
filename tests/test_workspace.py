"""The learner's working copy: what an update brings, and that it never takes anything away."""

import json
from pathlib import Path

import pytest

from eventlab.course import workspace
from eventlab.course.workspace import WorkspaceError, reset, update

LESSON = "notebooks/03_bus.ipynb"
EXERCISE = "exercises/03_bus.ipynb"


def notebook(*sources: str, **metadata: object) -> bytes:
    cells = [
        {
            "cell_type": "code",
            "execution_count": 7,
            "id": f"cell-{number}",
            "metadata": {"execution": {"shell.execute_reply": "a time"}},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["the answer"]}],
            "source": source.splitlines(keepends=True),
        }
        for number, source in enumerate(sources)
    ]
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_bytes())["cells"]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path / LESSON, notebook("print('bus')"))
    put(tmp_path / EXERCISE, notebook("def publish(): ...", "check()"))
    return tmp_path


@pytest.fixture
def course(root: Path) -> Path:
    update(root, root / "my-course")
    return root / "my-course"


def test_the_first_start_mirrors_both_folders(root: Path) -> None:
    done = update(root, root / "my-course")
    assert done.brought == (LESSON, EXERCISE)
    assert sources(root / "my-course" / LESSON) == ["print('bus')"]
    assert sources(root / "my-course" / EXERCISE) == ["def publish(): ...", "check()"]


def test_a_copy_is_delivered_without_outputs_counts_and_widgets(root: Path) -> None:
    put(root / LESSON, notebook("print('bus')", widgets={"state": {"a dead": "kernel's"}}))
    update(root, root / "my-course")
    delivered = json.loads((root / "my-course" / LESSON).read_bytes())
    (cell,) = delivered["cells"]
    assert (cell["outputs"], cell["execution_count"], cell["metadata"]) == ([], None, {})
    assert delivered["metadata"] == {}


def test_a_file_that_is_no_notebook_is_delivered_byte_for_byte(root: Path) -> None:
    put(root / "notebooks/picture.png", bytes(range(256)))
    put(root / "notebooks/.ipynb_checkpoints/03_bus-checkpoint.ipynb", b"{}")
    update(root, root / "my-course")
    assert (root / "my-course/notebooks/picture.png").read_bytes() == bytes(range(256))
    assert not (root / "my-course/notebooks/.ipynb_checkpoints").exists()


def test_a_second_update_writes_nothing(root: Path, course: Path) -> None:
    def written() -> dict[str, int]:
        files = [path for path in course.rglob("*") if path.is_file()]
        return {path.name: path.stat().st_ino for path in files}

    before = written()
    assert update(root, course) == workspace.Update((), ())
    assert written() == before


def test_an_update_brings_a_new_version_of_what_was_only_run(root: Path, course: Path) -> None:
    put(course / LESSON, notebook("print('bus')", ""))  # run to its end: outputs, an empty cell
    put(root / LESSON, notebook("print('a better bus')"))
    assert update(root, course).brought == (LESSON,)
    assert sources(course / LESSON) == ["print('a better bus')"]


def test_an_update_leaves_what_the_learner_wrote_and_says_so_until_it_is_reset(
    root: Path, course: Path
) -> None:
    put(course / EXERCISE, mine := notebook("def publish(): mine()", "check()"))
    put(root / EXERCISE, notebook("def publish(event): ...", "check()"))
    for _ in range(2):
        assert update(root, course) == workspace.Update((), (EXERCISE,))
        assert (course / EXERCISE).read_bytes() == mine
    reset(root, course, "03_bus")
    assert update(root, course) == workspace.Update((), ())


@pytest.mark.parametrize("damage", [b"", b'{"cells": [', b"[]", b'{"cells": [1]}', b"\xff\xfe"])
def test_a_half_saved_notebook_counts_as_touched(root: Path, course: Path, damage: bytes) -> None:
    put(course / LESSON, damage)
    put(root / LESSON, notebook("print('a better bus')"))
    assert update(root, course).kept == (LESSON,)
    assert (course / LESSON).read_bytes() == damage


def test_a_learner_who_undoes_the_change_gets_updates_again(root: Path, course: Path) -> None:
    put(root / LESSON, notebook("print('a better bus')"))
    put(course / LESSON, notebook("print('mine')"))
    assert update(root, course).kept == (LESSON,)
    put(course / LESSON, notebook("print('bus')"))
    assert update(root, course).brought == (LESSON,)


def test_a_learner_who_wrote_what_the_new_version_says_keeps_the_outputs(
    root: Path, course: Path
) -> None:
    put(course / LESSON, mine := notebook("print('a better bus')"))
    put(root / LESSON, notebook("print('a better bus')"))
    assert update(root, course) == workspace.Update((), ())
    assert (course / LESSON).read_bytes() == mine


def test_a_deleted_notebook_is_brought_again(root: Path, course: Path) -> None:
    (course / LESSON).unlink()
    assert update(root, course).brought == (LESSON,)


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[]", b'{"notebooks/03_bus.ipynb": 1}'])
def test_without_a_readable_record_nothing_is_overwritten(
    root: Path, course: Path, damage: bytes | None
) -> None:
    record = course / workspace.RECORD
    record.unlink() if damage is None else record.write_bytes(damage)
    before = (course / LESSON).read_bytes()
    put(root / LESSON, notebook("print('a better bus')"))
    assert update(root, course) == workspace.Update((), (LESSON,))
    assert (course / LESSON).read_bytes() == before
    put(root / EXERCISE, notebook("check()"))  # was as delivered, so the record knows it again
    assert update(root, course).brought == (EXERCISE,)


def test_an_update_loses_nothing_of_the_learners(root: Path, course: Path) -> None:
    own = {
        "notebooks/my_notes.ipynb": notebook("my notes"),
        "exercises/03_bus.mine-1.ipynb": notebook("an earlier try"),
        "own/data.csv": b"1,2,3\n",
        EXERCISE: notebook("def publish(): mine()", "check()"),
    }
    for name, data in own.items():
        put(course / name, data)
    put(root / EXERCISE, notebook("def publish(event): ...", "check()"))
    put(root / "exercises/04_async.ipynb", notebook("check()"))
    (root / LESSON).unlink()  # a lesson that the course gives up stays with the learner
    update(root, course)
    assert {name: (course / name).read_bytes() for name in own} == own
    assert sources(course / LESSON) == ["print('bus')"]


def test_a_write_that_fails_leaves_the_old_file_whole(
    root: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (course / LESSON).read_bytes()
    put(root / LESSON, notebook("print('a better bus')"))

    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:10])
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space"):
            update(root, course)
    assert (course / LESSON).read_bytes() == before
    assert not list(course.rglob("*.tmp"))
    assert update(root, course).brought == (LESSON,)


def test_reset_brings_the_pristine_version_and_keeps_the_learners(root: Path, course: Path) -> None:
    for number in (1, 2):
        put(course / EXERCISE, mine := notebook(f"try {number}"))
        path, backup = reset(root, course, "03_bus")
        assert path == course / EXERCISE
        assert sources(path) == ["def publish(): ...", "check()"]
        assert backup == course / f"exercises/03_bus.mine-{number}.ipynb"
        assert backup.read_bytes() == mine


def test_after_a_reset_updates_come_again(root: Path, course: Path) -> None:
    put(course / EXERCISE, notebook("mine"))
    put(root / EXERCISE, notebook("second version"))
    reset(root, course, "03_bus")
    put(root / EXERCISE, notebook("third version"))
    put(root / LESSON, notebook("print('a better bus')"))
    assert update(root, course) == workspace.Update((LESSON, EXERCISE), ())


def test_reset_keeps_a_notebook_that_cannot_be_read(root: Path, course: Path) -> None:
    put(course / EXERCISE, b'{"cells": [')
    _, backup = reset(root, course, "03_bus")
    assert backup is not None
    assert backup.read_bytes() == b'{"cells": ['


def test_reset_of_an_untouched_notebook_has_nothing_to_keep(root: Path, course: Path) -> None:
    assert reset(root, course, "03_bus") == (course / EXERCISE, None)


@pytest.mark.parametrize(
    "name", ["notebooks/03_bus", "notebooks/03_bus.ipynb", "my-course/notebooks/03_bus.ipynb"]
)
def test_reset_takes_a_path_too(root: Path, course: Path, name: str) -> None:
    put(course / LESSON, notebook("mine"))
    reset(root, course, name)
    assert sources(course / LESSON) == ["print('bus')"]


@pytest.mark.parametrize("name", ["04_async", "../secrets", "", "exercises/", "03_bus.mine-1"])
def test_reset_of_an_unknown_name_says_which_there_are(root: Path, course: Path, name: str) -> None:
    with pytest.raises(WorkspaceError, match=r"Exercises: 03_bus\."):
        reset(root, course, name)


def test_a_pristine_notebook_that_is_none_is_named(root: Path) -> None:
    put(root / LESSON, b"<<<<<<< HEAD")
    with pytest.raises(WorkspaceError, match=r"03_bus\.ipynb is not a notebook"):
        update(root, root / "my-course")
