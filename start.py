#!/usr/bin/env python3
"""Set up the course in .venv beside this file, then open it. Only Python 3.11 or newer is needed.

  python start.py [--no-browser] [--port N]   open the course in JupyterLab
  python start.py test [pytest arguments]     run all tests
  python start.py bench [part ...]            measure the speed, beside bare Python and peers
  python start.py soak                        run the long tests at their full counts
  python start.py soak mutation [MODULE...]   change each primitive in small ways: do tests notice?
  python start.py doctor                      say what is wrong with this installation
  python start.py check | reset | build ...   the same as the command `eventlab`

The first run installs. Later runs start at once, without a network, until pyproject.toml or
constraints.txt changes.
"""

# An old Python must be able to parse this file, or the reader would get a SyntaxError instead of
# the one line below. So it keeps to what Python 2.7 can read: no f-strings, no annotations.
from __future__ import print_function

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit(
        "eventlab needs Python 3.11 or newer, and this is Python %d.%d. Install a newer one "
        "(python.org has it), then run this again with it." % tuple(sys.version_info)[:2]
    )

import contextlib
import errno
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
HERE = os.path.normcase(os.path.realpath(VENV))
MADE = os.path.join(VENV, ".made-by-start")  # holds HERE as it was when start.py made this .venv
STAMP = os.path.join(VENV, ".installed")  # holds what was installed; absent while pip works
LOG = os.path.join(VENV, "install.log")

EXTRAS = {"course": ".", "dev": ".[dev]", "bench": ".[dev,bench]"}  # each has all before it
DEVELOPER = {
    "test": ["-m", "pytest"],
    "bench": ["-m", "benchmarks"],
    "soak": ["-m", "pytest", "tests", "-m", "soak"],
    "soak mutation": ["-m", "tests.mutation"],
    "build": ["-m", "eventlab", "build"],
    "validate": ["-m", "eventlab", "validate"],
    "new-lesson": ["-m", "eventlab", "new-lesson"],
}

NO_ROOM = "There is no room left on the disk. Free about 1 GB, then run this again."
NO_NETWORK = (
    "There is no network, or the package index does not answer. Connect, then run this again."
)
NO_VENV = (
    "This Python cannot make a .venv: its module venv or ensurepip is missing. On Debian and "
    "Ubuntu `sudo apt install python3-venv` adds them; then run this again."
)
FOREIGN = (
    "The folder .venv is broken (its Python does not start, or has no pip). start.py did not make "
    "it, so it is left alone: move it away or delete it, then run this again."
)
IN_USE = (
    "The earlier .venv is broken and cannot be replaced: %s. Close JupyterLab, leave the "
    "environment with `deactivate`, delete the folder .venv, then run this again."
)
# What pip says, and what it means. The first that is found counts.
REASONS = [
    (r"Error: \[(Errno (28|122|69)|WinError 112)\]", NO_ROOM),
    (
        r"Long Path support",
        "The path of this folder is too long for Windows. Move the folder to a shorter path, "
        "then run this again.",
    ),
    (
        r"Error: \[(Errno (13|30)|WinError (5|32))\]",
        "A file could not be written. Close JupyterLab and see that this folder is yours to "
        "write, then run this again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "The package index could not be reached safely: its certificate was refused. Leave the "
        "proxy that may be in between, then run this again.",
    ),
    (r"connection broken by|Max retries exceeded|Read timed out|Failed to establish", NO_NETWORK),
]


class Stop(Exception):
    """Why nothing more can be done, in one line for the reader."""


def venv_python(venv, windows=os.name == "nt"):
    return os.path.join(venv, *(["Scripts", "python.exe"] if windows else ["bin", "python"]))


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def stamp(level):
    """A digest of all that decides what pip installs."""
    parts = [level]
    for name in ("pyproject.toml", "constraints.txt"):
        text = read(os.path.join(ROOT, name))
        if text is None:
            raise Stop("%s is missing beside start.py. Get the course's whole folder." % name)
        parts.append(text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def finds(module):
    """Whether the .venv's Python starts and can see the module, without running any of it."""
    code = "import importlib.util as u, sys; sys.exit(u.find_spec(sys.argv[1]) is None)"
    command = [venv_python(VENV), "-I", "-c", code, module]
    quiet = subprocess.DEVNULL
    try:
        return subprocess.call(command, stdout=quiet, stderr=quiet, timeout=60) == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def ready(level):
    enough = list(EXTRAS)[list(EXTRAS).index(level) :]
    installed = read(STAMP) in [stamp(each) for each in enough]
    return installed and read(MADE) in (None, HERE) and finds("eventlab")


def prepare(level):
    """Make .venv and install, unless that is done already."""
    if not ready(level):
        with alone():
            if not ready(level):  # the other start.py that we waited for may have done it
                print("Setting up .venv. The first time takes about a minute.", flush=True)
                make()
                install(level)


@contextlib.contextmanager
def alone():
    """One start.py at a time may touch .venv: a second one would take it for a broken one."""
    try:
        import fcntl
    except ImportError:  # Windows: a folder in use cannot be renamed, which protects it
        yield
        return
    with open(os.path.abspath(__file__)) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another start.py is installing here. Waiting for it.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks
        yield


def make():
    """Leave a .venv whose Python starts and has pip, replacing a broken one of our own."""
    made, complete = read(MADE), read(STAMP) is not None
    if finds("pip") and (made is None or (made == HERE and complete)):
        return
    try:
        import ensurepip  # noqa: F401 -- venv would miss it only after it has made half
        import venv
    except ImportError:
        raise Stop(NO_VENV)
    if made is not None:
        print("The earlier .venv is incomplete or was moved. Making it anew.", flush=True)
        remove()
    elif os.path.lexists(VENV):
        try:
            os.rmdir(VENV)  # an empty one may go: Ctrl-C right after mkdir leaves such
        except OSError:
            raise Stop(FOREIGN)
    os.mkdir(VENV)
    write(MADE, HERE)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(VENV)
    except subprocess.CalledProcessError as error:
        output = (error.output or b"").decode(errors="replace")
        write(LOG, output)
        raise Stop(why(output))


def remove():
    old = VENV + ".old"
    shutil.rmtree(old, ignore_errors=True)
    try:
        os.rename(VENV, old)  # all or nothing, also when something still runs from it
    except OSError as error:
        if os.name != "nt":
            raise
        raise Stop(IN_USE % error.strerror)
    shutil.rmtree(old, ignore_errors=True)


def install(level):
    before = read(STAMP)
    if before is not None:
        os.remove(STAMP)
    command = [venv_python(VENV), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["-c", "constraints.txt", "-e", EXTRAS[level]]
    with open(LOG, "wb") as log:
        code = watch(command, log)
    if code != 0:
        output = read(LOG)
        if before is not None and why(output) == NO_NETWORK:
            write(STAMP, before)  # pip stopped before it changed anything
        raise Stop(why(output))
    write(STAMP, stamp(level))


def watch(command, log):
    """Run pip with its words in the log and the seconds on the screen."""
    settings = dict(os.environ, PIP_USER="0", PIP_NO_INPUT="1")
    quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
    process = subprocess.Popen(command, cwd=ROOT, env=settings, **quiet)
    began = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    print("\r  %d seconds " % (time.monotonic() - began), end="", flush=True)
    finally:
        if sys.stdout.isatty():
            print("\r%20s\r" % "", end="", flush=True)
        if process.poll() is None:  # Ctrl-C: .venv without its stamp is made anew next time
            process.terminate()
            process.wait()


def why(output):
    for pattern, line in REASONS:
        if re.search(pattern, output):
            return line
    errors = [line for line in output.splitlines() if line.lower().startswith("error:")]
    last = errors[-1] if errors else "no reason was given"
    log = os.path.relpath(LOG, ROOT)
    return "The installation failed (%s). All that pip said is in %s" % (last, log)


def run(command, **options):
    """Run to the end and return the exit code. Ctrl-C is the command's to handle."""
    signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen([venv_python(VENV)] + command, **options)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(arguments):
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__.rstrip())
        return 0
    named = bool(arguments) and not arguments[0].startswith("-")
    command, rest = (arguments[0], arguments[1:]) if named else ("lab", arguments)
    if " ".join([command] + rest[:1]) in DEVELOPER:
        command, rest = " ".join([command] + rest[:1]), rest[1:]
    if command not in DEVELOPER:
        prepare("course")
        return run(["-m", "eventlab", command] + rest)
    prepare("bench" if command == "bench" else "dev")
    settings = dict(os.environ, EVENTLAB_SOAK="full") if command == "soak" else None
    return run(DEVELOPER[command] + rest, cwd=ROOT, env=settings)


def explain(error):
    """One line for what the operating system refused."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return NO_ROOM
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "%s cannot be written. Move the course to a folder that is yours." % error.filename
    return "The installation failed: %s." % error


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(str(stop))
    except OSError as error:
        sys.exit(explain(error))
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        sys.exit(130)
