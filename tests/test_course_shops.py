"""The shop in two ways: both do the same, and a step more edits different files."""

import pytest

from eventlab.course import shops
from eventlab.figures import coupling_picture, edited, who_imports_whom

END = {20: "OrderShipped", 120: "StockReleased"}


@pytest.mark.parametrize("files", shops.both + shops.wrapped)
@pytest.mark.parametrize("total", END)
def test_each_way_comes_to_the_same_end(files, total):
    assert shops.tell(files, total)[-1] == END[total]


@pytest.mark.parametrize("files", shops.wrapped)
def test_when_paper_runs_out_the_card_is_refunded_before_stock_is_released(files):
    told = shops.tell(files, 70)
    assert "OrderShipped" not in told
    assert told.index("CardRefunded") < told.index("StockReleased")


def test_facts_are_the_same_and_only_the_orchestration_has_commands():
    choreography, orchestration = (shops.tell(files, 20) for files in shops.both)
    assert [type for type in orchestration if type in choreography] == choreography
    commands = [type for type in orchestration if type not in choreography]
    assert commands == ["ReserveStock", "ChargeCard", "ShipOrder"]


def test_what_a_step_more_edits():
    edits = [edited(*pair) for pair in zip(shops.both, shops.wrapped, strict=True)]
    assert edits == [["stock", "payment", "shipping"], ["process"]]


def test_the_orchestration_has_more_arrows_most_of_them_at_the_process():
    found = [who_imports_whom(files).references for files in shops.both]
    assert [len(arrows) for arrows in found] == [9, 19]
    assert sum(arrow.holder == "process" for arrow in found[1]) == 8


def test_the_picture_calls_the_two_by_their_names():
    names = ("choreography", "orchestration")
    picture = coupling_picture(*shops.both, grown=shops.wrapped, names=names)
    assert picture.title == (
        "schema edges: 9 in choreography, 19 in orchestration; adding wrapping edits stock and "
        "payment and shipping in choreography, process in orchestration"
    )
    assert "Edited to add one more orchestration: process" in picture.text
