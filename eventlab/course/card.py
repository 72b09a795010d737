"""Card: the one widget of the course. Questions, bets, myths, verdicts and progress are cards.

Python holds all state and logic. The front end (static/card.js) draws the blocks of a `view` and
sends back which button was pressed and what was chosen, so what is right never leaves Python
before it is asked for. Where no kernel runs, a static twin in HTML stands for the card.
"""

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import anywidget
import mistune
import traitlets

from eventlab.figures.widgets import with_common

_STATIC = Path(__file__).resolve().parent / "static"
_markdown = mistune.create_markdown(escape=True)

Block = dict[str, Any]
View = list[Block]
Act = Callable[[str, dict[str, Any]], View]


class Picture(Protocol):
    """What a figure gives to a card: an image in HTML with alt text, and the same as text."""

    @property
    def text(self) -> str:
        """The figure's facts in words."""
        ...

    def _repr_mimebundle_(self) -> dict[str, str]: ...


class Card(anywidget.AnyWidget):
    """A widget that draws blocks.

    Args:
        name: what the card is called; its `repr` and its accessible name.
        view: the blocks to draw first.
        twin: HTML that stands for the card where the notebook is only read.
        act: called with the pressed button and, for each group, field or order by its
            name, what was chosen or written; returns the blocks to draw next.
        text: the plain text of the card; by default its name.
    """

    _esm = with_common(_STATIC / "card.js")
    _css = with_common(_STATIC / "card.css")
    label = traitlets.Unicode().tag(sync=True)
    view: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(
        self, name: str, view: View, *, twin: str, act: Act | None = None, text: str = ""
    ) -> None:
        self._name, self._twin, self._act, self._text = name, twin, act, text or name
        super().__init__(label=name, view=view)
        self.on_msg(self._pressed)

    def _pressed(self, _: object, message: dict[str, Any], __: object) -> None:
        if self._act is None:
            return
        try:
            self.view = self._act(message["action"], message.get("chosen", {}))
        except Exception as error:
            trouble = f"Something went wrong here: {type(error).__name__}: {error}"
            self.view = [*self.view, feedback("trouble", trouble)]
            raise

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle: Any = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": self._text, "text/html": self._twin}, metadata


def markup(text: str) -> str:
    """Turn Markdown into HTML; HTML in it is shown, not obeyed."""
    return str(_markdown(text)).strip()


def heading(kind: str, title: str = "") -> Block:
    """Say what the card is ("Question") and, where it has one, its title in Markdown."""
    return {"block": "heading", "kind": kind, "title": markup(title) if title else ""}


def prose(text: str) -> Block:
    """Show Markdown."""
    return {"block": "prose", "html": markup(text)}


def option(text: str, *, mark: str = "", note: str = "") -> Block:
    """Make one choice of a group; `mark` is "right", "wrong" or "", `note` explains the mark."""
    return {"html": markup(text), "mark": mark, "note": markup(note) if note else ""}


def choices(
    name: str,
    legend: str,
    options: Sequence[Block],
    *,
    chosen: Sequence[int] = (),
    several: bool = False,
    locked: bool = False,
    row: bool = False,
    lettered: bool = False,
) -> Block:
    """Offer a group of options, of which one or `several` can be chosen unless it is `locked`."""
    return {
        "block": "choices",
        "name": name,
        "legend": legend,
        "options": list(options),
        "chosen": list(chosen),
        "several": several,
        "locked": locked,
        "row": row,
        "lettered": lettered,
    }


def field(
    name: str,
    label: str,
    text: str,
    *,
    unit: str = "",
    lines: int = 1,
    code: bool = False,
    locked: bool = False,
) -> Block:
    """Offer a field to write in, of so many lines; `code` keeps Python as it is."""
    return {
        "block": "field",
        "name": name,
        "label": label,
        "text": text,
        "unit": unit,
        "lines": lines,
        "code": code,
        "locked": locked,
    }


def ordering(
    name: str, legend: str, items: Sequence[str], *, order: Sequence[int], locked: bool = False
) -> Block:
    """Offer items, given in Markdown, to be moved up and down; `order` is that of the moment."""
    return {
        "block": "ordering",
        "name": name,
        "legend": legend,
        "items": [markup(text) for text in items],
        "order": list(order),
        "locked": locked,
    }


def buttons(*actions: tuple[str, str]) -> Block:
    """Offer buttons as (action, label); the first is the main one."""
    return {"block": "buttons", "actions": [list(action) for action in actions]}


def feedback(tone: str, text: str, *, literal: bool = False) -> Block:
    """Answer the learner: tone "right", "wrong", "trouble" or "note"; `literal` keeps line ends."""
    shown = f"<pre>{html.escape(text)}</pre>" if literal else markup(text)
    return {"block": "feedback", "tone": tone, "html": shown}


def picture(image: Picture) -> Block:
    """Show a figure, with its alt text and its text twin."""
    shown = image._repr_mimebundle_()["text/html"]
    return {"block": "picture", "html": shown, "twin": image.text}


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """Show a table of short texts."""
    return {"block": "table", "caption": caption, "header": list(header), "rows": list(rows)}


def twin_of_choices(kind: str, prompt: str, options: Sequence[str]) -> str:
    """Return the static twin of a question: what it asks and what can be chosen, no more."""
    items = "".join(f"<li>{markup(text)}</li>" for text in options)
    shown = f'<ol type="A">{items}</ol>' if items else ""
    return (
        f"<div><p><strong>{kind}</strong></p>{markup(prompt)}{shown}"
        "<p><em>Run this notebook to answer.</em></p></div>"
    )
