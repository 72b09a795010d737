"""Checkers: what a history shows, in three verdicts."""

import pytest

from eventlab import sim
from eventlab.sim import (
    History,
    Op,
    agreeing,
    all_delivered,
    conserved,
    effects_per_intent,
    in_order_by_key,
    monotonic_reads,
    nothing_doubled,
    nothing_lost,
    totals,
)


def history(*ops, **more):
    """Write a history as "kind subject" or "kind subject value", by the same reader."""
    made = []
    for op in ops:
        kind, subject, *value = op.split()
        reader, _, subject = subject.rpartition("/")
        made.append(Op(kind, reader, reader, "", subject, int(value[0]) if value else None))
    return History(made, **more)


def judged(property, *ops, **more):
    verdict = property.judge(history(*ops, **more))
    return verdict.outcome, verdict.finding.reason if verdict.finding else ""


def test_totals_tell_lost_from_unexpected_doubled_and_recovered():
    found = totals(
        history(
            *("attempt a", "confirm a", "deliver a"),
            *("attempt lost", "confirm lost"),
            *("attempt twice", "confirm twice", "deliver twice", "duplicate twice"),
            *("attempt recovered", "deliver recovered"),
            "attempt nowhere",
            "deliver stranger",
        )
    )
    assert found.lost == ("lost",)
    assert found.unexpected == ("stranger",)
    assert found.duplicated == ("twice",)
    assert found.recovered == ("recovered",)


@pytest.mark.parametrize(
    ("ops", "verdict"),
    [
        (["attempt a", "confirm a", "deliver a"], ("holds", "")),
        (["attempt a"], ("holds", "")),
        (["attempt a", "confirm a"], ("violated", "a was confirmed and never delivered")),
        (["deliver a"], ("violated", "a was delivered, and nobody had sent it")),
    ],
)
def test_what_is_confirmed_must_be_delivered_and_nothing_else(ops, verdict):
    assert judged(all_delivered(), *ops) == verdict


@pytest.mark.parametrize(
    ("property", "none", "one", "two"),
    [
        (effects_per_intent(), "a has no effect", "", "a has 2 effects"),
        (nothing_lost(), "a has no effect", "", ""),
        (nothing_doubled(), "", "", "a has 2 effects"),
        (effects_per_intent(2, 3), "a has no effect", "a has 1 effect", ""),
    ],
)
def test_effects_are_counted_by_intent(property, none, one, two):
    for count, reason in enumerate([none, one, two]):
        expected = ("violated" if reason else "holds", reason)
        assert judged(property, *["effect a"] * count, sent=["a"]) == expected


def test_effects_of_two_kinds_are_not_counted_together():
    def charges_and_sends(event, payment, mail):
        payment.charge(event.id)
        mail.send(event.id)

    properties = [effects_per_intent(), effects_per_intent(of="mail"), nothing_lost()]
    scenario = sim.Scenario("two", charges_and_sends, properties=properties)
    assert sim.explore(scenario, copies=1, faults=[]).verdict == "holds"
    only_mail = sim.Scenario("two", charges_and_sends, properties=[effects_per_intent(of="mail")])
    failure = sim.explore(only_mail).failure
    assert str(failure.schedule) == "A[crash before ack] B C"
    assert failure.violated.words == "every intent has exactly one effect on mail"
    assert failure.violated.finding.reason == "A has 2 effects on mail"
    assert str(sim.explore(sim.Scenario("two", charges_and_sends)).failure.schedule) == (
        "A[crash before mail.send] B C"
    )


def test_an_effect_that_nobody_asked_for_is_found():
    found = judged(nothing_lost(), "effect a", "effect b", sent=["a"])
    assert found == ("violated", "an effect for b, which nobody sent")


def test_a_property_says_what_it_demands():
    assert effects_per_intent().words == "every intent has exactly one effect"
    assert effects_per_intent(2, 3).words == "every intent has 2 to 3 effects"
    assert nothing_lost().words == "every intent has its effect"
    assert nothing_doubled().words == "every intent has at most one effect"
    assert nothing_lost().under("crash", "lost").words == (
        "every intent has its effect, under crash or lost"
    )
    assert repr(nothing_lost().judge(history("effect b"))) == (
        "violated: every intent has its effect: an effect for b, which nobody sent"
    )


def test_order_is_held_key_by_key():
    order = in_order_by_key()
    keys = {"a1": "a", "a2": "a", "b1": "b"}
    sent = list(keys)
    assert judged(order, "effect b1", "effect a1", "effect a2", sent=sent, keys=keys)[0] == "holds"
    assert judged(order, "effect a2", "effect b1", "effect a1", sent=sent, keys=keys) == (
        "violated",
        "a1 took effect after a2, which was sent later (a)",
    )
    assert judged(order, "effect a1", "effect a1", sent=["a1"])[0] == "holds"
    assert judged(order, sent=["a1"])[0] == "not exercised"


def test_a_reader_must_not_go_back_but_two_may_differ():
    reads = monotonic_reads()
    assert judged(reads, "read ann/cart 1", "read ann/cart 1", "read ann/cart 3")[0] == "holds"
    assert judged(reads, "read ann/cart 2", "read bob/cart 1")[0] == "holds"
    assert judged(reads, "read ann/cart 2", "read ann/stock 1")[0] == "holds"
    assert judged(reads, "read ann/cart 2", "read bob/cart 3", "read ann/cart 1") == (
        "violated",
        "ann read cart 1 after 2",
    )
    assert judged(reads)[0] == "not exercised"


def test_an_amount_is_conserved():
    assert (
        judged(conserved("money"), "state money 5", "state stock 3", "state money 5")[0] == "holds"
    )
    assert judged(conserved("money"), "state money 5", "state money 4") == (
        "violated",
        "money became 4 instead of 5",
    )
    assert judged(conserved("money", 6), "state money 5")[0] == "violated"
    assert judged(conserved("money"))[0] == "not exercised"


def test_two_views_may_differ_on_the_way_and_not_in_the_end():
    views = agreeing("orders", "report")
    behind = ["state orders 1", "state report 0"]
    assert judged(views, *behind, "state report 1")[0] == "holds"
    assert judged(views, *behind) == ("violated", "in the end report shows 0 and orders shows 1")
    assert judged(views)[0] == "not exercised"


def test_a_property_under_a_fault_says_nothing_where_the_fault_never_happened():
    property = nothing_doubled().under("crash")
    assert judged(property, "effect a", sent=["a"])[0] == "not exercised"
    assert judged(property, "effect a", sent=["a"], fired=["crash"])[0] == "holds"
    assert judged(property, "effect a", "effect a", sent=["a"])[0] == "violated"


def test_a_finding_says_when_it_became_evident():
    verdict = nothing_doubled().judge(history("effect a", "effect a", "effect a", sent=["a"]))
    assert (verdict.finding.subjects, verdict.finding.upto) == (("a",), 1)


def test_a_trace_of_a_finding_shows_what_concerns_it_and_of_the_others_their_deliveries():
    found = History(
        [
            Op("deliver", "queue", "consumer", "A", "a"),
            Op("effect", "consumer", "mail", "A", "a"),
            Op("effect", "db", "db", "", "a"),
            Op("state", "money", "money", "", "money", 5),
            Op("deliver", "queue", "consumer", "B", "b"),
            Op("effect", "consumer", "mail", "B", "b"),
            Op("crash", "consumer", "consumer", "at end"),
            Op("deliver", "queue", "consumer", "C", "c"),
        ]
    )
    about = [(s.kind, s.label) for s in found.trace("A is odd", subjects=["a"]).steps]
    assert about == [("deliver", "A"), ("send", "A"), ("deliver", "B"), ("crash", "at end")]
    whole = [(s.kind, s.label) for s in found.trace().steps]
    assert whole == [*about[:3], ("send", "B"), about[3], ("deliver", "C")]
    assert found.trace("A is odd", upto=0).lanes == ("queue", "consumer")


def test_what_is_shown_in_a_notebook_has_no_address():
    assert repr(sim.Scenario("receipts", lambda event: None)) == "Scenario('receipts')"
    assert repr(nothing_lost()) == (
        "Property(words='every intent has its effect', concerns='', needs=())"
    )


def test_the_simulators_names_load_when_they_are_used():
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match=r"module 'eventlab\.sim' has no attribute 'explor'"):
        sim.explor
