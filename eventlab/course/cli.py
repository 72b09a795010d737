"""The command `eventlab`: open the course, check notebooks, and keep the working copy in order."""

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eventlab.course import workspace

EXIT_CODES = "exit codes: 0 all is well; 1 something was found, or could not be done; 2 wrong use"
MORE = {
    "lab": "Bring what is new to my-course, and open it in JupyterLab.",
    "check": "Run notebooks, each apart, and say which tasks pass. In a folder all are run, at any "
    "depth; of two or more it is said which task and which mistake is common. A notebook that "
    "hangs, crashes or cannot be read does not disturb the others.",
    "progress": "Show what is firm, what is due for review and which lesson to reopen.",
    "reset": "Bring back a notebook as it was delivered; yours is kept beside it.",
    "build": "Build the notebooks of lessons from their sources, and run them.",
    "new-lesson": "Make a lesson, small and complete, for its author to replace part by part.",
    "validate": "Say all that is wrong with lessons, a line each: data files, stray files, built "
    "notebooks, checks, mutants, variants, exercises.",
    "doctor": "Say what is wrong with this installation, and what to do.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code, as `EXIT_CODES` says."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (OSError, workspace.WorkspaceError) as error:
        print(f"eventlab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("eventlab: stopped", file=sys.stderr)
        return 130  # as a shell has it
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="eventlab", description=__doc__, epilog=EXIT_CODES)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    lab = commands.add_parser("lab", help="open the course in JupyterLab")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument("--port", type=_port, help="use this port; otherwise a free one is taken")
    lab.set_defaults(run=_lab)

    check = commands.add_parser("check", help="run notebooks and say which tasks pass")
    check.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a notebook, or a folder with some"
    )
    check.add_argument("--json", action="store_true", help="write the verdicts as JSON")
    check.add_argument("--jobs", type=_count, metavar="N", help="run so many at a time")
    check.set_defaults(run=_check)

    progress = commands.add_parser("progress", help="show what is firm and what is due")
    instead = progress.add_mutually_exclusive_group()
    instead.add_argument("--export", type=Path, metavar="FILE", help="write the history to FILE")
    instead.add_argument("--erase", action="store_true", help="say what --erase --yes would erase")
    progress.add_argument("--yes", action="store_true", help="with --erase: do it")
    progress.set_defaults(run=_progress)

    reset = commands.add_parser("reset", help="bring back a notebook; yours stays beside it")
    reset.add_argument("notebook", help="such as 03_event_bus or notebooks/03_event_bus.ipynb")
    reset.set_defaults(run=_reset)

    build = commands.add_parser("build", help="for authors: build the notebooks of lessons")
    build.add_argument("lessons", nargs="*", metavar="LESSON", help="all when none is named")
    build.set_defaults(run=_build)

    new = commands.add_parser("new-lesson", help="for authors: a new lesson, small and complete")
    new.add_argument("name", metavar="NAME", help="two digits and words, such as 16_long_polling")
    new.set_defaults(run=_new_lesson)

    validate = commands.add_parser("validate", help="for authors: say all that is wrong")
    validate.add_argument("lessons", nargs="*", metavar="LESSON", help="all when none is named")
    validate.add_argument("--golden", action="store_true", help="write the mutants' messages anew")
    validate.set_defaults(run=_validate)

    doctor = commands.add_parser("doctor", help="say what is wrong with this installation")
    doctor.set_defaults(run=_doctor)

    for name, command in commands.choices.items():
        command.description, command.epilog = MORE.get(name), EXIT_CODES
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of notebooks: give 1 or more")
    return int(text)


def _lab(options: argparse.Namespace) -> int:
    from eventlab.course import lab

    root = workspace.course_root()
    course = root / "my-course"
    for line in tell(workspace.update(root, course)):
        print(line, flush=True)
    lab.open_lab(course, browser=not options.no_browser, port=options.port)
    return 0


def tell(update: workspace.Update) -> list[str]:
    """What the learner is told of an update: nothing when nothing changed."""
    lines = []
    if update.brought:
        names = ", ".join(update.brought[:3]) + (" ..." if len(update.brought) > 3 else "")
        lines.append(f"New in my-course ({len(update.brought)}): {names}")
    if update.kept:
        lines.append(
            "You changed these, so they stay; newer versions are in the course's own folder, and "
            f"`python start.py reset NAME` brings one: {', '.join(update.kept)}"
        )
    return lines


def _check(options: argparse.Namespace) -> int:
    from eventlab.course.check_notebooks import main as check

    return check(options.paths, options.json, options.jobs)


def _progress(options: argparse.Namespace) -> int:
    from eventlab import course

    if options.yes and not options.erase:
        raise OSError("--yes goes with --erase, and erases for ever")
    if options.export:
        print(course.export_progress(options.export))
    elif options.erase:
        print(course.erase_progress(insist=options.yes))
        return 0 if options.yes else 1
    else:
        print(repr(course.progress()))
    return 0


def _reset(options: argparse.Namespace) -> int:
    root = workspace.course_root()
    notebook, backup = workspace.reset(root, root / "my-course", options.notebook)
    print(f"{notebook.relative_to(root)} is as it was delivered.")
    if backup is not None:
        print(f"Your version is {backup.relative_to(root)}.")
    return 0


def _build(options: argparse.Namespace) -> int:
    with _authors_tools("build"):
        from eventlab.course.build import main as build
    return build(options.lessons)


def _new_lesson(options: argparse.Namespace) -> int:
    with _authors_tools("new-lesson"):
        from eventlab.course.new_lesson import main as new_lesson
    return new_lesson(options.name)


def _validate(options: argparse.Namespace) -> int:
    with _authors_tools("validate"):
        from eventlab.course.validate import main as validate
    return validate(options.lessons, options.golden)


@contextlib.contextmanager
def _authors_tools(command: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:  # learners need none of what authors build with
        raise OSError(
            f"{error.name} is missing: run `python start.py {command}` instead"
        ) from error


def _doctor(options: argparse.Namespace) -> int:
    from eventlab.course import doctor

    return doctor.main()
