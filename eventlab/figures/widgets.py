"""What the widgets have in common."""

from pathlib import Path

_COMMON = Path(__file__).parent / "widget.js"


def script(path: Path) -> str:
    """Return a widget's script, with what all of them use before it."""
    return "\n".join(each.read_text(encoding="utf-8") for each in (_COMMON, path))
