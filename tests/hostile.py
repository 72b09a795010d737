"""Submissions that are no attempt at the warm-up but a danger to whoever runs them."""

import sys
import textwrap
from typing import Any, NamedTuple

from eventlab.course.submissions import run


class Hostile(NamedTuple):
    """Code for the warm-up, and the mistake that it shows ("" for none that has a name)."""

    name: str
    mistake: str
    body: str

    def make(self) -> Any:
        """Return the function."""
        source = "def receipt(event):\n" + textwrap.indent(self.body, "    ")
        return run(source, self.name)["receipt"]


SUBMISSIONS = [
    Hostile("loops for ever", "never-ends", "while True: pass"),
    Hostile(
        "loops for ever and catches what would stop it",
        "never-ends",
        "while 1:\n    try:\n        while 1: pass\n    except Exception: pass",
    ),
    Hostile(
        "loops for ever and catches everything",
        "never-ends",
        "while 1:\n    try:\n        while 1: pass\n    except: pass",
    ),
    Hostile("loops below Python", "never-ends", "import re; re.match('(a+)+$', 'a' * 40 + 'b')"),
    Hostile("calls itself", "endless-recursion", "return receipt(event)"),
    Hostile(
        "calls itself with a raised limit",
        "",  # stack, memory or time: which one ends first differs from system to system
        "import sys; sys.setrecursionlimit(10**9)\nreturn receipt(event) + 'x'",
    ),
    Hostile("takes two gigabytes", "too-much-memory", "return bytearray(2 * 2**30)"),
    Hostile(
        "takes memory little by little",
        "too-much-memory or never-ends",  # which limit it meets first depends on the machine
        "kept = []\nwhile True: kept.append(bytearray(2**26))",
    ),
    Hostile("asks for input", "asks-for-input", "return input('which order? ')"),
    Hostile("exits", "ends-the-program", "import sys; sys.exit(0)"),
    Hostile("raises a BaseException", "raises-base-exception", "raise BaseException('no')"),
    Hostile("raises Ctrl-C", "raises-base-exception", "raise KeyboardInterrupt"),
    Hostile("ends its process", "ends-the-process", "import os; os._exit(0)"),
    Hostile("aborts its process", "ends-the-process", "import os; os.abort()"),
    Hostile("kills its process", "ends-the-process", "import os; os.kill(os.getpid(), 9)"),
    Hostile("sleeps", "waits-for-ever", "import time; time.sleep(60)"),
    Hostile(
        "waits for a lock",
        "waits-for-ever",
        "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    ),
    Hostile(
        "leaves a thread",
        "leaves-a-thread",
        "import threading; threading.Thread(target=threading.Event().wait).start()\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "leaves a process",
        "leaves-a-process",
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "writes where the answer is expected",
        "ends-the-process",
        "import os\n"
        "for pipe in range(3, 20):\n"
        "    try: os.write(pipe, b'passed' * 100)\n"
        "    except OSError: pass\n"
        "while True: pass",
    ),
    Hostile(
        "returns something that equals everything",
        "",
        "class Same(str):\n"
        "    def __eq__(self, other): return True\n"
        "    __hash__ = str.__hash__\n"
        "return Same('no receipt')",
    ),
    Hostile(
        "replaces what the checks call",
        "changes-what-others-use",
        "import sys\n"
        "sys.modules['eventlab.lessons.00_start_here.checks'].expect = lambda *_: None\n"
        "return 'no receipt'",
    ),
    Hostile(
        "replaces a method of the grader",
        "",  # the verdict itself may break on it
        "import eventlab.course.grading as grading\n"
        "grading.Failure.__init__ = lambda *_, **__: sys.exit(0)\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "replaces the code of a function",
        "changes-what-others-use",
        "import sys\n"
        "checks = sys.modules['eventlab.lessons.00_start_here.checks']\n"
        "checks.expect.__code__ = (lambda found, text, known: None).__code__\n"
        "return 'no receipt'",
    ),
    Hostile(
        "replaces a builtin",
        "",  # the checks may break on it before it is noticed
        "import builtins\nbuiltins.type = lambda *_: str\nreturn 'no receipt'",
    ),
    Hostile(
        "loops for ever between two awaits",
        "never-ends",
        "import asyncio\n"
        "async def spin():\n"
        "    while True: await asyncio.sleep(0)\n"
        "asyncio.run(spin())",
    ),
    Hostile(
        "loops for ever in async code without an await",
        "never-ends",
        "import asyncio\n"
        "async def spin():\n"
        "    while True: pass\n"
        "asyncio.run(asyncio.wait_for(spin(), 0.1))",
    ),
    Hostile(
        "swallows its cancellation",
        "waits-for-ever",
        "import asyncio\n"
        "async def stubborn():\n"
        "    while True:\n"
        "        try: await asyncio.sleep(3600)\n"
        "        except asyncio.CancelledError: pass\n"
        "asyncio.run(asyncio.wait_for(stubborn(), 0.01))",
    ),
    Hostile(
        "awaits what never comes",
        "waits-for-ever",
        "import asyncio\nasync def wait(): await asyncio.Event().wait()\nasyncio.run(wait())",
    ),
    Hostile(
        "returns a coroutine",
        "",
        "async def later(): return f\"Receipt for order {event.data['order']}\"\nreturn later()",
    ),
    Hostile(
        "signals its whole group",
        "ends-the-process",
        "import os, signal\nos.kill(0, signal.SIGTERM) if os.name == 'posix' else os.abort()",
    ),
    Hostile(
        "interrupts itself",
        "raises-base-exception",
        "import signal; signal.raise_signal(signal.SIGINT)",
    ),
    Hostile(
        "interrupts the notebook and hides it",
        "signals-another-process",
        "import os, signal\n"
        "try: os.kill(os.getppid(), signal.SIGINT)\n"
        "except OSError: pass\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "stops its process",
        "waits-for-ever or ends-the-process",
        "import os, signal; os.kill(os.getpid(), getattr(signal, 'SIGSTOP', 9))",
    ),
    Hostile(
        "returns something whose repr never ends",
        "never-ends",
        "class Endless:\n    def __repr__(self):\n        while True: pass\nreturn Endless()",
    ),
    Hostile(
        "returns something that ends the program when it is looked at",
        "ends-the-program",
        "class Trap:\n"
        "    def __repr__(self): exit()\n"
        "    __eq__ = __str__ = __repr__\n"
        "    __hash__ = None\n"
        "return Trap()",
    ),
    Hostile(
        "takes the course's modules away",
        "",
        "import sys\n"
        "for name in [n for n in sys.modules if n.startswith('eventlab')]: del sys.modules[name]\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "empties the module of the checks",
        "",
        "import sys\n"
        "vars(sys.modules['eventlab.lessons.00_start_here.checks']).clear()\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "ignores signals, and loops",
        "never-ends",
        "import signal\n"
        "for name in (signal.SIGINT, signal.SIGTERM): signal.signal(name, signal.SIG_IGN)\n"
        "while True: pass",
    ),
    Hostile(
        "writes into the course's files",
        "writes-elsewhere",
        "import eventlab, pathlib\n"
        "pathlib.Path(eventlab.__file__).with_name('lessons').joinpath('NEW').write_text('x')\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "writes into the course's files and hides it",
        "writes-elsewhere",
        "import eventlab, os, pathlib\n"
        "for change in (os.remove, os.rmdir, lambda path: os.rename(path, path + '.old'),\n"
        "               lambda path: open(path, 'a'), lambda path: os.open(path, os.O_RDWR)):\n"
        "    try: change(str(pathlib.Path(eventlab.__file__).with_name('clock.py')))\n"
        "    except OSError: pass\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "writes into a home folder",
        "writes-elsewhere",
        "import pathlib, tempfile; home = pathlib.Path.home()\n"
        "temporary = home.is_relative_to(tempfile.gettempdir())  # there it may write\n"
        "home = pathlib.Path(home.anchor) if temporary else home\n"
        "(home / 'eventlab-was-here').write_text('x')",
    ),
    Hostile(
        "fixes chance",
        "changes-what-others-use",
        "import random; random.random = lambda: 0.0\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "replaces equality for its result",
        "",
        "class Order(int):\n"
        "    def __eq__(self, other): return True\n"
        "    __hash__ = int.__hash__\n"
        "return Order(7)",
    ),
    Hostile(
        "prints without end",
        "never-ends or waits-for-ever",
        "while True: print('x' * 1000)",
    ),
    Hostile(
        "starts threads without end",
        "",  # which limit it meets first differs from system to system
        "import threading, time\n"
        "while True: threading.Thread(target=time.sleep, args=[60], daemon=True).start()",
    ),
    Hostile(
        "stops the clock",
        "changes-what-others-use",
        "import time\n"
        "time.time = time.monotonic = lambda: 0.0\n"
        "return f\"Receipt for order {event.data['order']}\"",
    ),
    Hostile(
        "closes all its files",
        "ends-the-process",
        "import os; os.closerange(0, 100)\nwhile True: pass",
    ),
    Hostile(
        "replaces what is printed to",
        "other-words",
        "import sys; sys.stdout = sys.stderr = None\nreturn 'no receipt'",
    ),
    Hostile(
        "lets no time pass, and loops",
        "never-ends",
        "import time; time.sleep = lambda seconds: None\nwhile True: pass",
    ),
]
if sys.platform == "linux":  # elsewhere nobody is told whether a process sleeps: no verdict
    nap = "import time\nwhile True: time.sleep(0.02)"
    SUBMISSIONS.append(Hostile("sleeps a little, again and again", "waits-for-ever", nap))
