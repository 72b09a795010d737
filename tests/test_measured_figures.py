"""The measured figures have the same bytes in every process, a name of their own, and move."""

import hashlib
import os
import subprocess
import sys
from functools import partial
from importlib import import_module
from pathlib import Path

import consumers
import pytest
from test_figure_coupling import program
from test_figure_partitions import before_and_after
from test_figure_versions import VERSIONS

from eventlab import figures
from eventlab.figures import (
    Choice,
    Moving,
    Slider,
    coupling_picture,
    crash_picture,
    partition_picture,
    version_picture,
)
from eventlab.sim import crash_matrix


def digests() -> list[str]:
    pictures = [
        coupling_picture(program(3), program(53)),
        version_picture(VERSIONS),
        crash_picture(crash_matrix({"ack, effect": consumers.ack_first})),
        partition_picture(*before_and_after(4), seed=4),
    ]
    return [hashlib.sha256(picture.png).hexdigest() for picture in pictures]


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_a_measured_picture_has_the_same_bytes_in_every_process_and_needs_no_pyplot(hash_seed):
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_measured_figures import digests\n"
        "print(*digests(), 'matplotlib.pyplot' in sys.modules)"
    )
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert run.stdout.split() == [*digests(), "False"]


@pytest.mark.parametrize("name", figures.__all__)
def test_a_figure_is_found_by_its_name_whatever_was_imported_before(name):
    import_module(f"eventlab.figures.{figures._HOME[name]}")
    assert getattr(figures, name).__name__ == name
    assert name not in figures._HOME.values(), "a module of that name would take its place"


def test_the_measured_figures_move():
    matrix = crash_matrix({"ack, effect": consumers.ack_first})
    first, second = before_and_after(3), before_and_after(4)
    ways = [
        (partial(crash_picture, matrix), {"shown": Slider(0, 3)}),
        (lambda part: coupling_picture(program(part)), {"part": Slider(3, 5)}),
        (lambda state: partition_picture(*state), {"state": Choice(first, second)}),
        (lambda upto: version_picture(dict(list(VERSIONS.items())[:upto])), {"upto": Slider(1, 3)}),
    ]
    for draw, controls in ways:
        moving = Moving(draw, **controls)
        title = moving.view["title"]
        moving._handle_custom_msg({"positions": [1]}, [])  # as the front end sends it
        assert moving.view["problem"] == "" and moving.view["title"] != title
