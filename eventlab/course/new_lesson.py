"""`eventlab new-lesson NAME`: a folder with everything that a lesson has, small and complete.

It is a lesson that `eventlab validate` finds nothing wrong with. Its author replaces one part after
the other, and so always has a lesson that runs.
"""

import re
import sys
import tempfile
from pathlib import Path

from eventlab.course import build
from eventlab.course.content import LESSONS

TEMPLATE = Path(__file__).with_name("template")
_NAME = re.compile(r"\d\d(_[a-z0-9]+)+", re.ASCII)


def main(name: str) -> int:
    """Make the lesson, build its notebooks, and return the exit code."""
    if refusal := refuse(name):
        print(f"eventlab: {refusal}", file=sys.stderr)
        return 2
    make(name)
    if code := build.main([name]):
        return code
    print(f"Write your lesson in eventlab/lessons/{name}; then `eventlab validate {name}`.")
    return 0


def refuse(name: str) -> str:
    """Say why no new lesson can have this name; nothing if one can."""
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name for a lesson: two digits and words, such as 16_long_polling"
    for folder in sorted(LESSONS.iterdir()):
        if folder.name == name:
            return f"there is a lesson {name} already"
        if folder.name[:3] == name[:3]:
            return f"the number {name[:2]} is taken by {folder.name}, and begins all its ids"
    for built in build.FOLDERS:
        if (build.ROOT / built / f"{name}.ipynb").exists():
            return f"{built}/{name}.ipynb is there already; move it away first"
    return ""


def make(name: str) -> Path:
    """Write the lesson's folder, all of it or nothing, and return where it is."""
    title = name[3:].replace("_", " ").capitalize()
    with tempfile.TemporaryDirectory(dir=LESSONS, prefix=".new-") as scratch:
        folder = Path(scratch, name)
        for path in sorted(TEMPLATE.rglob("*.txt")):
            inside = path.relative_to(TEMPLATE).as_posix().removesuffix(".txt")
            text = path.read_text(encoding="utf-8").replace("TITLE", title).replace("NAME", name)
            target = folder / inside.replace("NN-", f"{name[:2]}-")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("NN-", f"{name[:2]}-"), encoding="utf-8", newline="\n")
        return folder.rename(LESSONS / name)
