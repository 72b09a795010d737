"""The coupling picture is read from sources: no import escapes it, and none is made up."""

import random

import pytest
from chance import SEEDS, assert_legible, assert_no_arrow_crosses_a_box

from eventlab.figures import coupling_picture, edited, who_imports_whom
from eventlab.figures.panel import Panel
from eventlab.figures.relations import Relations

STOCK = "def reserve(event):\n    return event.data['order']"
CHECKOUT = "from eventlab import Event\ndef place(bus):\n    bus.publish(Event('Placed', {{{}}}))"


def who(found: Relations) -> list[tuple[str, str, str, str]]:
    return [(arrow.holder, arrow.how, arrow.held, arrow.through) for arrow in found.references]


def imports(source: str, name: str = "checkout", *others: str) -> list[str]:
    found = who_imports_whom({name: source, **dict.fromkeys(others or ("stock", "mail"), "")})
    return [held for _, how, held, _ in who(found) if how == "imports"]


def program(seed: int, more: int = 0) -> dict[str, str]:
    """Modules that import each other at random, and publish and hear events with some fields."""
    chance = random.Random(seed)
    names = [f"{'a_rather_long_' * chance.randint(0, 1)}part{i}" for i in range(7)]
    names = names[: chance.randint(1, 5) + more]
    types, fields = ["OrderPlaced", "Paid"], ["order", "total", "items", "email", "a_long_field"]
    sources = {}
    for name in names:
        lines = [f"import {other}" for other in names if chance.random() < 0.3]
        for type in chance.sample(types, chance.randint(0, 2)):
            data = dict.fromkeys(chance.sample(fields, chance.randint(0, 4)), 1)
            lines += [f"bus.publish(Event({type!r}, {data}))"] * chance.randint(0, 1)
            keys = ", ".join(f"event.data[{key!r}]" for key in chance.sample(fields, 2))
            lines += [f"bus.subscribe({type!r}, lambda event: ({keys}))"] * chance.randint(0, 1)
        sources[name] = "\n".join(lines)
    return sources


def draw(seed: int):
    return coupling_picture(
        program(seed), program(seed + 50), grown=(program(seed, 1), program(seed + 51, 1))
    )


@pytest.mark.parametrize(
    "source",
    [
        "import stock",
        "import stock as shelf",
        "import os, stock",
        "from stock import reserve",
        "from stock import *",
        "from . import stock",
        "from .stock import reserve",
        "def place():\n    from stock import reserve",
        "try:\n    import stock\nexcept ImportError:\n    pass",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import stock",
        "__import__('stock')",
        "import importlib\nimportlib.import_module('stock')",
        "from importlib import import_module as load\nload('stock')",
        "class Checkout:\n    import stock",
    ],
)
def test_an_import_is_seen_wherever_and_however_it_is_written(source):
    assert imports(source) == ["stock"]


@pytest.mark.parametrize(
    "source",
    ["'import stock'", "# import stock", "stock = 3", "import stocks", "import os", "mail.stock()"],
)
def test_what_is_no_import_of_a_module_given_is_not_taken_for_one(source):
    assert imports(source) == []


@pytest.mark.parametrize(
    "source",
    ["import shop.stock", "from shop import stock", "from . import stock", "from .stock import x"],
)
def test_a_module_in_a_package_is_found_by_its_full_name(source):
    assert imports(source, "shop.checkout", "shop.stock", "stock") == ["shop.stock"]


@pytest.mark.parametrize(
    "source",
    [
        "__import__('sto' + 'ck')",
        "import importlib\nimportlib.import_module(name)",
        "import sys\nsys.modules['stock']",
        "from sys import modules\nmodules['stock']",
        "exec('import stock')",
        "run = eval\nrun('__import__(\"stock\")')",
        "load = __import__\nload('stock')",
        "__builtins__['__import__']('stock')",
        "import importlib.util as util\nutil.find_spec('stock')",
        "from runpy import run_module\nrun_module('stock')",
    ],
)
def test_a_source_that_hides_what_it_imports_is_refused(source):
    with pytest.raises(ValueError, match=r"'checkout' hides in line \d, by .*: import it by name"):
        imports(source)


@pytest.mark.parametrize(
    "handler",
    [
        "def reserve(event):\n    return event.data['order']",
        "def reserve(event):\n    data = event.data\n    return data['order']",
        "def reserve(event):\n    return event.data.get('order', 0)",
        "def reserve(event):\n    match event.data:\n        case {'order': n}: print(n)",
        "async def reserve(event):\n    return event.data['order']",
        "class Stock:\n    def reserve(self, event):\n        return event.data['order']",
    ],
)
@pytest.mark.parametrize(
    "wiring",
    [
        "import stock\nbus.subscribe('Placed', stock.reserve)",
        "import stock as shelf\nbus.subscribe('Placed', shelf.reserve)",
        "from stock import reserve as hear\nbus.subscribe('Placed', hear)",
        "from stock import Stock\nshelf = Stock()\nbus.subscribe('Placed', shelf.reserve)",
        "import stock\nTYPE = 'Placed'\nbus.subscribe(TYPE, handler=stock.reserve)",
    ],
)
def test_a_field_that_a_handler_reads_is_known_to_its_own_module(handler, wiring):
    found = who(who_imports_whom({"main": wiring, "stock": handler}))
    assert ("stock", "schema", "Placed", "reads order") in found
    assert ("main", "schema", "Placed", "names Placed") in found


@pytest.mark.parametrize(
    "data", ["{'order': 7, 'total': 3}", "dict(order=7, total=3)", "data={'order': 7, 'total': 3}"]
)
@pytest.mark.parametrize("call", ["Event('Placed', {})", "event.caused('Placed', {})"])
def test_the_fields_of_an_event_are_known_to_who_makes_it(call, data):
    found = who_imports_whom({"checkout": f"bus.publish({call.format(data)})"})
    assert who(found) == [("checkout", "schema", "Placed", "writes order, total")]
    assert found.boxes[-1].members == ("order", "total")


def test_a_type_that_another_module_keeps_as_a_constant_is_known_to_those_who_use_it():
    sources = {
        "types": "PLACED = 'Placed'",
        "checkout": "import types\nbus.publish(Event(types.PLACED))",
        "mail": "from types import PLACED\n@bus.on(PLACED)\ndef send(event): event.data['to']",
    }
    schemas = [arrow for arrow in who(who_imports_whom(sources)) if arrow[1] == "schema"]
    assert schemas == [
        ("types", "schema", "Placed", "names Placed"),
        ("checkout", "schema", "Placed", "makes Placed"),
        ("mail", "schema", "Placed", "reads to"),
    ]


def test_what_a_handler_reads_of_anything_else_is_no_field():
    source = "prices = {}\nbus.subscribe('Placed', lambda e: prices['order'] + e.data['total'])"
    assert who(who_imports_whom({"shop": source})) == [("shop", "schema", "Placed", "reads total")]


def test_only_code_that_changed_was_edited():
    before = {"stock": STOCK, "mail": "x = 1", "old": ""}
    after = {"stock": f"# a word\n{STOCK}\n", "mail": "x = 2", "new": ""}
    assert edited(before, after) == ["mail"]


def test_the_title_counts_imports_schema_edges_and_edits():
    direct = {"checkout": "import stock, mail", "stock": "", "mail": ""}
    wiring = "import checkout, stock\nbus.subscribe('Placed', stock.reserve)"
    events = {"main": wiring, "checkout": CHECKOUT.format("'order': 7"), "stock": STOCK}
    more = {**direct, "checkout": "import stock, mail, fraud", "fraud": ""}
    grown = {**events, "main": f"{wiring}\nimport fraud", "fraud": ""}
    picture = coupling_picture(direct, events, grown=(more, grown))
    assert picture.title == (
        "checkout imports 2 others before, 0 after; schema edges: 0 before, 3 after; "
        "adding fraud edits checkout before, main after"
    )
    for said in (picture.alt, picture.text):
        assert "Edited to add one more before: checkout" in said
        assert "Edited to add one more after: main" in said


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_texts_overlap_and_none_leaves_the_page(seed):
    assert_legible(draw(seed).figure)


@pytest.mark.parametrize("seed", range(40))
def test_no_arrow_of_a_coupling_picture_crosses_a_box(seed):
    assert_no_arrow_crosses_a_box(Panel(who_imports_whom(program(seed)), "before", ()))


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_say_the_same(seed):
    picture = draw(seed)
    states = who_imports_whom(program(seed)), who_imports_whom(program(seed + 50))
    assert any(state.references for state in states)
    for state in states:
        for arrow in state.references:
            assert arrow.sentence in picture.alt
        for line in repr(state).splitlines():
            assert f"  {line}\n" in f"{picture.text}\n"
    assert picture.title in picture.alt and picture.text.startswith(picture.title)


def test_what_cannot_be_read_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="no modules to read: pass their sources by name"):
        who_imports_whom({})
    with pytest.raises(ValueError, match=r"the source of 'stock' is no Python: .*line 1"):
        who_imports_whom({"stock": "import"})
    with pytest.raises(ValueError, match="'Placed' is the name of a module and of an event type"):
        who_imports_whom({"Placed": "Event('Placed')"})
    with pytest.raises(ValueError, match=r"grown=\(before, after\) goes with two programs"):
        coupling_picture({"stock": ""}, grown=({"stock": ""}, {"stock": ""}))
