"""What is wrong with the lessons' data files: every faulty entry, and not the first one alone.

The rules are those of `content`. Here each entry is read by itself, so that one fault does not hide
the next.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from eventlab.course.content import LESSONS, ContentError, Lesson

_ENTRY = re.compile(r"^(?=\[\[\w+\]\])", re.MULTILINE)
_HEAD = 'title = "-"\nquestion = "-"\nobjectives = ["-", "-", "-"]\n'


def read(folder: Path) -> tuple[Lesson | None, list[str]]:
    """Read a lesson's data file; return None with its faults, a line each, if it cannot be used."""
    try:
        return Lesson(folder), []
    except ContentError as error:
        whole = str(error)
    try:
        text = (folder / "lesson.toml").read_text(encoding="utf-8")
        msgspec.toml.decode(text)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None, [whole]
    head, *entries = _ENTRY.split(text)
    alone = [_alone(folder.name, part) for part in (head, *(_HEAD + entry for entry in entries))]
    return None, list(dict.fromkeys([*filter(None, alone), whole]))


def _alone(name: str, text: str) -> str | None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, name)
        folder.mkdir()
        (folder / "lesson.toml").write_text(text, encoding="utf-8")
        try:
            Lesson(folder)
        except ContentError as error:
            return str(error)
    return None


def duplicates(lessons: Path = LESSONS) -> Iterator[str]:
    """Yield each id that two entries have, wherever they stand, with all places."""
    places: dict[str, list[str]] = {}
    for path in sorted(lessons.glob("*/lesson.toml")):
        for id in _ids(path):
            places.setdefault(id, []).append(f"{path.parent.name}/lesson.toml")
    for id, where in places.items():
        for place, times in Counter(where).items():
            if times > 1:
                yield f"{place}, {id}: the id stands there twice"
        first, *others = dict.fromkeys(where)
        for place in others:
            yield f"{place}, {id}: the id stands in {first} too"


def _ids(path: Path) -> list[str]:
    try:
        data = msgspec.toml.decode(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return []
    sections = [section for section in data.values() if isinstance(section, list)]
    entries = [entry for section in sections for entry in section if isinstance(entry, dict)]
    return [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]
