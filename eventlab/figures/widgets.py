"""What the widgets have in common."""

from pathlib import Path


def with_common(path: Path) -> str:
    """Return a widget's script or styles, with what all of them use before it."""
    common = Path(__file__).with_name(f"widget{path.suffix}")
    return "\n".join(each.read_text(encoding="utf-8") for each in (common, path))
