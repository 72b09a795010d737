"""One shop as two programs: a choreography, and an orchestration with a process manager.

Each file is a text, so that a lesson can run it, read who knows whom, and count what is edited when
a step is added: wrapping, between payment and shipping, which fails when there is no more paper.
In both programs the card is refused above a total of 100, and paper is out above 50.
"""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace

from eventlab.bus import Bus
from eventlab.course.loading import load
from eventlab.event import Event

Files = dict[str, str]


class Part(SimpleNamespace):
    """Somebody in a class picture, who knows others by these names."""


def tell(files: Mapping[str, str], total: int) -> list[str]:
    """Run a program on a bus, place an order of that total, and return all that was told."""
    bus, types = Bus(), list[str]()
    bus.subscribe("*", lambda event: types.append(event.type))
    for module in load(files).values():
        module.start(bus)
    bus.publish(Event("OrderPlaced", {"total": total}))
    return types


def _service(hears: Iterable[str]) -> str:
    """Write a file: for each "Heard -> Told" a handler, for "Heard -> Told, or Else above 100" one.

    The name of a handler is what it hears.
    """
    lines = ["def start(bus):"]
    for line in hears:
        heard, told = line.split(" -> ")
        usual, _, failing = told.partition(", or ")
        lines += [f"    @bus.on({heard!r})", f"    def {_snake(heard)}(event):"]
        if failing:
            other, limit = failing.split(" above ")
            lines.append(f"        if event.data['total'] > {limit}:")
            lines.append(f"            return bus.publish(event.caused({other!r}, event.data))")
        lines += [f"        bus.publish(event.caused({usual!r}, event.data))", ""]
    return "\n".join(lines).rstrip() + "\n"


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _files(**services: list[str]) -> Files:
    return {name: _service(hears) for name, hears in services.items()}


choreography = _files(
    stock=["OrderPlaced -> StockReserved", "CardRefused -> StockReleased"],
    payment=["StockReserved -> CardCharged, or CardRefused above 100"],
    shipping=["CardCharged -> OrderShipped"],
)
orchestration = _files(
    stock=["ReserveStock -> StockReserved", "ReleaseStock -> StockReleased"],
    payment=[
        "ChargeCard -> CardCharged, or CardRefused above 100",
        "RefundCard -> CardRefunded",
    ],
    shipping=["ShipOrder -> OrderShipped"],
    process=[
        "OrderPlaced -> ReserveStock",
        "StockReserved -> ChargeCard",
        "CardRefused -> ReleaseStock",
        "CardCharged -> ShipOrder",
    ],
)
_wrapped_choreography = choreography | _files(
    stock=[
        "OrderPlaced -> StockReserved",
        "CardRefused -> StockReleased",
        "CardRefunded -> StockReleased",
    ],
    payment=[
        "StockReserved -> CardCharged, or CardRefused above 100",
        "PaperRanOut -> CardRefunded",
    ],
    wrapping=["CardCharged -> OrderWrapped, or PaperRanOut above 50"],
    shipping=["OrderWrapped -> OrderShipped"],
)
_wrapped_orchestration = orchestration | _files(
    wrapping=["WrapOrder -> OrderWrapped, or PaperRanOut above 50"],
    process=[
        "OrderPlaced -> ReserveStock",
        "StockReserved -> ChargeCard",
        "CardRefused -> ReleaseStock",
        "CardCharged -> WrapOrder",
        "OrderWrapped -> ShipOrder",
        "PaperRanOut -> RefundCard",
        "CardRefunded -> ReleaseStock",
    ],
)
names = "choreography", "orchestration"
both = choreography, orchestration
wrapped = _wrapped_choreography, _wrapped_orchestration
