"""BusFlow: the bus of a trace, moving; and a button that publishes on the real bus.

Python holds the trace; the front end (flow.js) draws it, plays it and steps through it. What it
shows was recorded, not staged: the button calls `publish`, and the new recording is sent.
"""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from eventlab.figures.flow_picture import sides
from eventlab.figures.widgets import with_common
from eventlab.sim.recorder import Recorder
from eventlab.sim.trace import Trace


class BusFlow(anywidget.AnyWidget):
    """A widget that plays a trace of one bus, step by step, forwards and back.

    Its `repr` is its name; where no kernel runs, the text twin stands for it.

    Args:
        source: a trace, or the recorder of a bus, whose trace is read anew after each press.
        publish: what the button "Publish an event" calls, without arguments; without it there is
            no button. Its errors are shown, never lost.
        bus: the lane of the bus.

    Raises:
        ValueError: no such lane, or a step that neither reaches nor leaves it.
    """

    _esm = with_common(Path(__file__).with_name("flow.js"))
    _css = with_common(Path(__file__).with_name("flow.css"))
    view: "traitlets.Dict[str, Any]" = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        source: Trace | Recorder,
        publish: Callable[[], object] | None = None,
        *,
        bus: str = "bus",
    ) -> None:
        if publish is not None and isinstance(source, Trace):
            raise ValueError("a trace never changes: to publish, pass the recorder from watch(bus)")
        self._source, self._publish, self._bus = source, publish, bus
        view = self._view(presses=0)
        self._twin = f"<pre>{html.escape(self._text())}</pre>"
        super().__init__(view=view)
        self.on_msg(self._pressed)

    @property
    def trace(self) -> Trace:
        """What is shown."""
        return self._source if isinstance(self._source, Trace) else self._source.trace

    def _pressed(self, _: object, message: dict[str, Any], __: object) -> None:
        if message.get("event") != "publish" or self._publish is None:
            return
        presses = self.view["presses"] + 1
        if isinstance(self._source, Recorder):
            self._source.clear()
        try:
            self._publish()
        except Exception as error:
            self.view = self._view(presses, f"publish raised {type(error).__name__}: {error}")
        else:
            self.view = self._view(presses)

    def _view(self, presses: int, problem: str = "") -> dict[str, Any]:
        """Make all that the front end needs; `presses` tells a new recording from the last one."""
        trace = self.trace
        publishers, listeners = sides(trace, self._bus)
        return {
            "title": trace.title,
            "bus": self._bus,
            "publishers": publishers,
            "listeners": listeners,
            "steps": [
                {
                    "at": step.at,
                    "kind": step.kind,
                    "source": step.source,
                    "target": step.target,
                    "label": step.label,
                    "words": step.sentence,
                }
                for step in trace.steps
            ],
            "publishes": self._publish is not None,
            "presses": presses,
            "problem": problem,
        }

    def _text(self) -> str:
        publishers, listeners = sides(self.trace, self._bus)
        way = " -> ".join(", ".join(names) for names in (publishers, [self._bus], listeners))
        if self.trace.steps or not self._publish:
            return f"{way}\n{self.trace!r}"
        return f"{way}\nRun this notebook, then publish an event and see which way it goes."

    def __repr__(self) -> str:
        return "BusFlow"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle: Any = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": self._twin}, metadata
