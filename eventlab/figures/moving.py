"""Moving: any figure with sliders and choices, drawn anew by Python whenever one of them moves.

Python holds the values and draws; the front end (moving.js) only knows how many positions each
control has and what each is called. It asks for the next picture when it has the last one, so a
fast slider leaves out positions and never queues them up.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from eventlab.figures.picture import Picture
from eventlab.figures.widgets import with_common

MOST = 1000  # positions of a slider


@dataclass(frozen=True, slots=True)
class Slider:
    """A number that can be moved from `low` to `high`.

    Args:
        low: the least value.
        high: the greatest.
        value: the one to begin with; by default `low`.
        step: the distance from one value to the next.
        unit: what the number counts, shown behind it: "orders/s".
        label: what stands before it; by default its name in `Moving`.

    Raises:
        ValueError: `high` or `value` cannot be reached from `low` in such steps.
    """

    low: float
    high: float
    value: float | None = None
    step: float = 1
    unit: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if self.step <= 0 or not 0 < (self.high - self.low) / self.step < MOST:
            raise ValueError(
                f"from {self.low:g} to {self.high:g} in steps of {self.step:g}: "
                f"a slider has from 2 to {MOST} values"
            )
        for name, value in [("high", self.high), ("value", self.value)]:
            if value is not None and value not in self.values:
                raise ValueError(
                    f"{name}={value:g} cannot be reached from {self.low:g} in steps of "
                    f"{self.step:g} up to {self.high:g}"
                )

    @property
    def values(self) -> tuple[float, ...]:
        """All its values, as `draw` gets them: whole numbers if `low` and `step` are."""
        low, high, step = (Decimal(str(part)) for part in (self.low, self.high, self.step))
        whole = isinstance(self.low, int) and isinstance(self.step, int)
        steps = int((high - low) / step)
        return tuple((int if whole else float)(low + i * step) for i in range(steps + 1))

    @property
    def texts(self) -> list[str]:
        """What the learner reads for each value."""
        return [f"{value:.12g} {self.unit}".rstrip() for value in self.values]

    @property
    def start(self) -> int:
        """The position to begin with."""
        return 0 if self.value is None else self.values.index(self.value)


class Choice:
    """One of a few values, of any type; the first is the one to begin with.

    Args:
        values: them; the learner reads `str` of each.
        label: what stands before it; by default its name in `Moving`.

    Raises:
        ValueError: fewer than two values, or two that read the same.
    """

    start = 0

    def __init__(self, *values: object, label: str = "") -> None:
        self.values, self.label = values, label
        self.texts = [str(value) for value in values]
        if len(values) < 2 or len(set(self.texts)) < len(values):
            raise ValueError(f"a choice needs two values or more, all different, not {values}")


class Moving(anywidget.AnyWidget):
    """A widget that shows `draw(**values)` and draws it anew when a control moves.

    Its `repr` is the names of its controls; where no kernel runs, the first picture stands for it.
    What `draw` raises later is shown in one line; what it raises at first, the cell raises.

        Moving(draw, rate=Slider(2, 20, unit="orders/s"), policy=Choice("block", "shed"),
               play="rate")

    Args:
        draw: called with one value for each control, by name; returns a `Picture`. It should take
            at most 100 ms, and give its pictures one size.
        play: the slider that the play button moves, if there shall be one.
        pace: how many seconds each position stands while it plays.
        controls: a `Slider` or a `Choice` for each argument of `draw`, in the order to be shown.

    Raises:
        ValueError: no controls, or `play` is not the name of a slider.
    """

    _esm = with_common(Path(__file__).with_name("moving.js"))
    _css = with_common(Path(__file__).with_name("moving.css"))
    controls: "traitlets.List[Any]" = traitlets.List().tag(sync=True)
    play = traitlets.Dict().tag(sync=True)
    view: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        draw: Callable[..., Picture],
        /,
        *,
        play: str = "",
        pace: float = 0.6,
        **controls: Slider | Choice,
    ) -> None:
        if not controls:
            raise ValueError("there is nothing to move: pass a Slider or a Choice by name")
        if play and not isinstance(controls.get(play), Slider):
            sliders = [name for name, each in controls.items() if isinstance(each, Slider)]
            raise ValueError(f"play={play!r} is no slider; sliders: {', '.join(sliders) or 'none'}")
        self._draw, self._controls = draw, controls
        self._positions = [control.start for control in controls.values()]
        self.picture = self._drawn()
        super().__init__(
            controls=[
                {
                    "kind": type(control).__name__,
                    "label": control.label or name.replace("_", " "),
                    "texts": control.texts,
                }
                for name, control in controls.items()
            ],
            play={"control": [*controls].index(play), "pace": pace} if play else {},
            view=self._view(answers=0),
        )
        self._twin = self._still()
        self.on_msg(self._moved)

    @property
    def values(self) -> dict[str, Any]:
        """What each control stands at, by name."""
        pairs = zip(self._controls.items(), self._positions, strict=True)
        return {name: control.values[position] for (name, control), position in pairs}

    def _drawn(self) -> Picture:
        picture = self._draw(**self.values)
        if not isinstance(picture, Picture):
            raise TypeError(f"it returned {type(picture).__name__}, not a Picture")
        return picture

    def _moved(self, _: object, message: dict[str, Any], __: object) -> None:
        """Draw what the front end asks for; it hears an answer to each question."""
        answers = self.view["answers"] + 1
        self._positions = [int(position) for position in message["positions"]]
        try:
            self.picture = self._drawn()
            self.view = self._view(answers)
        except Exception as error:
            values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
            words = " ".join(f"Drawing with {values}: {type(error).__name__}: {error}".split())
            self.view = {
                **self.view,
                "answers": answers,
                "positions": self._positions,
                "problem": words,
            }

    def _view(self, answers: int) -> dict[str, Any]:
        """Make what the front end shows; `answers` tells two equal pictures apart."""
        return {
            "answers": answers,
            "positions": self._positions,
            "html": self.picture.html,
            "title": self.picture.title,
            "twin": self.picture.text,
            "problem": "",
        }

    def _still(self) -> str:
        """Return the first picture, and what can be moved, for where there is no kernel."""
        ways = [f"{c['label']} ({c['texts'][0]} to {c['texts'][-1]})" for c in self.controls]
        return (
            f"<figure>{self.picture.html}<figcaption>Run this notebook to move it: "
            f"{html.escape(', '.join(ways))}.</figcaption><details><summary>The same as text"
            f"</summary><pre>{html.escape(self.picture.text)}</pre></details></figure>"
        )

    def __repr__(self) -> str:
        return f"Moving({', '.join(self._controls)})"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle: Any = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": self._twin}, metadata
