"""What all widgets share: one file before each one's own, and one palette that can be read."""

import re
from pathlib import Path

import pytest

from eventlab.course.card import Card
from eventlab.figures import BusFlow, Moving, widgets

COMMON = Path(widgets.__file__).with_name("widget.css").read_text(encoding="utf-8")
LIGHT, _, DARK = COMMON.partition("[data-jp-theme-light")
ACCENTS = ("blue", "green", "red", "gold", "purple")
GROUNDS = {"light": ("#ffffff", "#eeeeee", "#f3f3f3"), "dark": ("#212121", "#424242")}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""

    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    return max(light(one), light(other)) / min(light(one), light(other))


@pytest.mark.parametrize("theme", GROUNDS)
def test_each_accent_stands_out_from_every_ground_of_jupyterlabs_theme(theme):
    color = dict(re.findall(r"--([\w-]+): (#\w{6});", LIGHT if theme == "light" else DARK))
    assert set(color) == {*ACCENTS, "on-blue"}
    pairs = [(color[name], ground) for name in ACCENTS for ground in GROUNDS[theme]]
    pairs.append((color["on-blue"], color["blue"]))
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("widget", [Card, BusFlow, Moving])
def test_a_widget_has_what_all_share_and_no_palette_of_its_own(widget):
    own = widget._css.removeprefix(COMMON)
    assert own != widget._css
    assert "eventlab-widget eventlab-" in widget._esm
    assert re.findall(r"--[\w-]+:|#[0-9a-fA-F]{3,8}\b|rgba?\(", own) == []
