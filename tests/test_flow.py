"""The moving bus shows what really happened, with no browser needed to try it."""

import json

import pytest
from chance import Swallowing, bus_trace, fail

from eventlab import Bus, Event
from eventlab.figures import BusFlow
from eventlab.sim import watch


def press(flow: BusFlow, event: str = "publish") -> None:
    flow._handle_custom_msg({"event": event}, [])  # as the front end sends it


def test_the_button_publishes_on_the_real_bus_and_shows_what_happened():
    heard: list[object] = []
    seen = watch(bus := Bus())
    bus.subscribe("Paid", heard.append)
    flow = BusFlow(seen, lambda: bus.publish(Event("Paid")))
    assert flow.view["steps"] == [] and heard == []
    press(flow)
    first = flow.view
    press(flow)
    assert len(heard) == 2 and flow.view["presses"] == 2
    assert flow.view["steps"] == first["steps"]  # each press shows its own event only
    assert [s["words"] for s in first["steps"]] == [s.sentence for s in flow.trace.steps]
    assert json.loads(json.dumps(first)) == first
    press(flow, "something else")
    assert len(heard) == 2


def test_what_publish_raises_is_shown_with_the_trace():
    seen = watch(bus := Bus())
    bus.subscribe("Paid", fail)
    flow = BusFlow(seen, lambda: bus.publish(Event("Paid")))
    press(flow)
    assert flow.view["problem"].startswith("publish raised ExceptionGroup: 1 handler failed: fail")
    assert [step["kind"] for step in flow.view["steps"]] == ["send", "deliver", "error", "error"]


def test_a_swallowed_error_shows_in_the_steps_and_nowhere_else():
    seen = watch(bus := Swallowing())
    bus.subscribe("Paid", fail)
    flow = BusFlow(seen, lambda: bus.publish(Event("Paid")))
    press(flow)
    assert flow.view["problem"] == ""
    assert [step["kind"] for step in flow.view["steps"]] == ["send", "deliver", "error", "return"]


def test_a_moving_bus_is_its_name_and_its_twin_is_text():
    trace = bus_trace(8)
    bundle, _ = BusFlow(trace)._repr_mimebundle_()
    assert bundle["text/plain"] == repr(BusFlow(trace)) == "BusFlow"
    assert trace.title in bundle["text/html"] and "deliver" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    with pytest.raises(ValueError, match="pass the recorder"):
        BusFlow(trace, lambda: None)
