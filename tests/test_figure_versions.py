"""The version picture shows what readers really do with the events of each version."""

import random
from dataclasses import dataclass, field, make_dataclass

import pytest
from chance import SEEDS, assert_legible

from eventlab import Event, SchemaRegistry
from eventlab.evolution import compatibility
from eventlab.figures import version_picture, who_reads_what
from eventlab.schema import InvalidPayload


@dataclass(frozen=True)
class First:
    order: int
    price: float


@dataclass(frozen=True)
class Noted:
    order: int
    price: float
    note: str = ""


@dataclass(frozen=True)
class Renamed:
    order: int
    total: float
    note: str = ""


@dataclass(frozen=True)
class Moved:
    order: int
    price: float
    remark: str = ""


VERSIONS = {"v1": First, "v2": Noted, "v3": Renamed}


def outcomes(*arguments, **options) -> dict[tuple[str, str], str]:
    return {(r.writer, r.reader): r.outcome for r in who_reads_what(*arguments, **options)}


def registry(upcaster) -> tuple[SchemaRegistry, type]:
    """A registry whose version 3 is new, with this upcaster from version 2."""
    newest = make_dataclass("Newest", [("order", int), ("total", float)], frozen=True)
    kept = SchemaRegistry()
    kept.upcaster("Placed", 1)(lambda data: {**data, "note": ""})
    kept.upcaster("Placed", 2)(upcaster)
    kept.register("Placed", 3)(newest)
    return kept, newest


def made_up(seed: int) -> dict[str, type]:
    """Versions with fields by chance; some of them with long names."""
    chance = random.Random(seed)
    versions = {}
    for number in range(chance.randint(1, 5)):
        names = chance.sample(["order", "price", "a_field_of_unusual_length", "note", "to"], 3)
        fields = []
        for name in names:
            kind = chance.choice([int, str, float, list[int]])
            default = field(default_factory=kind if isinstance(kind, type) else list)
            fields.append((name, kind, default) if chance.random() < 0.5 else (name, kind))
        payload = make_dataclass(f"V{number}", fields, frozen=True, kw_only=True)
        versions[f"v{number}" + " with a long name" * chance.randint(0, 2)] = payload
    return versions


def test_every_reader_is_tried_on_every_version():
    assert outcomes(VERSIONS) == {
        ("v1", "v1"): "reads",
        ("v1", "v2"): "reads",
        ("v1", "v3"): "breaks",
        ("v2", "v1"): "reads",
        ("v2", "v2"): "reads",
        ("v2", "v3"): "breaks",
        ("v3", "v1"): "breaks",
        ("v3", "v2"): "breaks",
        ("v3", "v3"): "reads",
    }


def test_a_reader_that_takes_a_default_for_a_renamed_field_is_misled():
    assert outcomes({"old": Noted, "new": Moved}) == {
        ("old", "old"): "reads",
        ("old", "new"): "misleads",
        ("new", "old"): "misleads",
        ("new", "new"): "reads",
    }
    picture = version_picture({"old": Noted, "new": Moved})
    assert picture.title == "0 of 2 readings across versions break the reader, 2 mislead it"


def test_changes_can_be_tried_on_one_old_reader():
    changes = {"adds a note": Noted, "renames": Renamed}
    assert outcomes(changes, {"v1": First}) == {
        ("adds a note", "v1"): "reads",
        ("renames", "v1"): "breaks",
    }
    title = "1 of 2 readings across versions breaks the reader"
    assert version_picture(changes, {"v1": First}).title == title


@pytest.mark.parametrize("seed", SEEDS)
def test_the_verdicts_are_those_of_the_package(seed):
    versions = made_up(seed)
    order = list(versions)
    for (writer, reader), outcome in outcomes(versions).items():
        old, new = sorted((writer, reader), key=order.index)
        found = compatibility(versions[old], versions[new])
        assert (outcome == "reads") == (found.backward if writer == old else found.forward)


def test_upcasters_are_run_and_one_that_fails_breaks_the_reader():
    kept, newest = registry(lambda data: {"order": data["order"], "total": data["price"]})
    versions = {"v1": First, "v2": Noted, "v3": newest}
    found = outcomes(versions, registry=kept)
    assert [found[name, "v3 with upcasters"] for name in versions] == ["reads"] * 3
    assert version_picture(versions, registry=kept).title.endswith(
        "; v3 with upcasters reads 3 of 3"
    )
    kept, newest = registry(lambda data: dict(data))
    versions["v3"] = newest
    broken = [r for r in who_reads_what(versions, registry=kept) if "upcasters" in r.reader]
    assert [r.outcome for r in broken] == ["breaks", "breaks", "reads"]
    assert broken[0].why.startswith("total is missing")
    with pytest.raises(InvalidPayload, match="total: is missing"):
        kept.read(Event("Placed", {"order": 1, "price": 2.0}))


def test_a_class_may_be_registered_in_several_registries():
    def climb(data):
        return {"order": data["order"], "total": data["price"]}

    kept, newest = registry(climb)
    other = SchemaRegistry()
    for version in (1, 2):
        other.upcaster("Placed", version)(climb)
    other.register("Placed", 3)(newest)
    versions = {"v1": First, "v2": Noted, "v3": newest}
    assert outcomes(versions, registry=kept)["v1", "v3 with upcasters"] == "reads"
    assert outcomes(versions, registry=other)["v1", "v3 with upcasters"] == "breaks"


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_texts_overlap_and_none_leaves_the_page(seed):
    assert_legible(version_picture(made_up(seed)).figure)


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_say_the_same(seed):
    versions = made_up(seed)
    picture = version_picture(versions)
    readings = who_reads_what(versions)
    assert len(readings) == len(versions) ** 2
    head, *facts = picture.text.splitlines()
    assert head == picture.title and facts[-len(readings) :] == [str(r) for r in readings]
    for fact in (head, *facts):
        assert fact in picture.alt
    for name in versions:
        assert any(fact.startswith(f"{name} has ") for fact in facts)


def test_each_outcome_has_a_word_and_a_shape_of_its_own():
    versions = {"old": Noted, "new": Moved, "worse": Renamed}
    page = version_picture(versions).figure.axes[0]
    words = [text.get_text() for text in page.texts]
    shapes = {str(line.get_marker()) for line in page.lines} - {"None"}
    assert {"reads", "misleads", "breaks"} <= {*words} and len(shapes) == 4  # and the events'


def test_what_cannot_be_drawn_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="pass at least one version, by name"):
        version_picture({})
    with pytest.raises(ValueError, match="pass at least one version, by name"):
        version_picture({"v1": First}, {})
    with pytest.raises(TypeError, match="is no payload: use @dataclass"):
        version_picture({"v1": dict})
    with pytest.raises(ValueError, match=r"does not have First \(v1\) as its newest"):
        version_picture({"v1": First}, registry=SchemaRegistry())
    registry = SchemaRegistry()
    registry.register("OrderPlaced")(make_dataclass("First", [("order", int)], frozen=True))
    with pytest.raises(ValueError, match="another class of that name: gather the versions anew"):
        version_picture({"v1": First}, registry=registry)
    with pytest.raises(ValueError, match="7 readers, and a picture shows at most 6: draw some"):
        version_picture({f"v{i}": First for i in range(7)})
