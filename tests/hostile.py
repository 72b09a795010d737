"""Submissions that are no attempt at the warm-up but a danger to whoever runs them."""

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
