"""Scopes too large to be run completely: schedules are drawn, and failures made small."""

import consumers
import pytest
from crash import soak

from eventlab import Event
from eventlab.sim import Scenario, Schedule, explore, nothing_lost, replay
from eventlab.sim.draw import Drawn, shrink, simpler
from eventlab.sim.schedule import Fault
from eventlab.sim.world import World

MANY = [Event("OrderPaid", {"customer": f"c{n}"}, id=f"E{n:02}") for n in range(12)]
EVERY = ["crash", "lost", "ack lost", "lease", "error", "late 60"]


def large(consumer, **world):
    return Scenario("large", consumer, events=MANY, **world)


def test_a_seed_gives_the_same_run_again():
    scenario = large(consumers.one_transaction)
    kinds = [Fault("crash"), Fault("lease"), Fault("error"), Fault("lost")]
    schedules = []
    for seed in range(20):
        drawn = [World(scenario, Drawn(scenario.labels, seed, 3, kinds, 4)).run() for _ in range(2)]
        assert drawn[0].schedule == drawn[1].schedule
        assert drawn[0].history == drawn[1].history
        schedules.append(str(drawn[0].schedule))
    assert len(set(schedules)) == 20


@pytest.mark.parametrize(
    "consumer", [consumers.one_transaction, consumers.mark_last, consumers.seen_set_in_memory]
)
def test_a_drawn_run_is_the_run_of_its_schedule(consumer):
    scenario = large(consumer)
    kinds = [Fault("crash"), Fault("lease"), Fault("error"), Fault("lost"), Fault("late", "60")]
    for seed in range(soak(300)):
        drawn = World(scenario, Drawn(scenario.labels, seed, 3, kinds, 4)).run()
        again = scenario.run(Schedule.parse(str(drawn.schedule)))
        assert again.history == drawn.history
        assert again.schedule == drawn.schedule


def test_a_right_consumer_holds_under_every_seed_and_every_fault_has_happened():
    report = explore(
        large(consumers.one_transaction), copies=3, faults=EVERY, most=4, seeds=soak(1000)
    )
    assert report.verdict == "holds", report
    assert report.schedules == soak(1000)
    assert all(report.fired[kind] for kind in ["duplicate", *report.asked])


@pytest.mark.parametrize(
    "consumer",
    [
        consumers.ack_first,
        consumers.effect_first,
        consumers.mark_first,
        consumers.mark_last,
        consumers.seen_set_in_memory,
        consumers.only_adjacent_duplicates,
        consumers.ack_in_finally,
    ],
    ids=lambda consumer: consumer.__name__,
)
@pytest.mark.parametrize("seed", range(3))
def test_what_fails_is_made_so_small_that_nothing_more_can_be_left_out(consumer, seed):
    scenario = large(consumer)
    report = explore(scenario, copies=3, faults=EVERY, most=4, seeds=range(seed * 100, 10_000))
    failure = report.failure
    assert failure.trace.seed == failure.seed >= seed * 100
    words = failure.violated.words
    for smaller in simpler(failure.schedule, scenario.labels):
        violated = replay(f"large: {smaller}", scenario).violated
        assert violated is None or violated.words != words
    assert len(failure.schedule) <= 3
    assert len(repr(failure.trace).splitlines()) <= 10
    assert (
        repr(replay(f"large: {failure.schedule}")).splitlines()[0] == repr(failure).splitlines()[0]
    )


def test_shrinking_needs_few_runs():
    runs = []
    needed = {"E03", "E07"}

    def fails(schedule):
        runs.append(schedule)
        return needed <= {turn.label for turn in schedule}

    long = Schedule.of([event.id for event in MANY] * 20)
    smallest = shrink(long, [event.id for event in MANY], fails)
    assert str(smallest) == "E03 E07"
    assert len(runs) < 100


def test_shrinking_takes_out_faults_and_sorts():
    def fails(schedule):
        return "A" in str(schedule) and "B" in str(schedule)

    found = shrink(Schedule.parse("C B[lost] A[crash at end] B"), "ABC", fails)
    assert str(found) == "A B"


def test_what_is_left_of_a_drawn_crash_keeps_the_name_of_its_place():
    failure = explore(large(consumers.mark_first), faults=["crash"], seeds=500).failure
    assert "[crash before mail.send]" in str(failure.schedule)


def test_what_consumers_publish_is_drawn_in_between():
    def orders(event, publish, mail):
        if event.type == "OrderPaid":
            publish(event.caused("Shipped", id=f"{event.id}-shipped"))
            mail.send(event.id)

    def receipts(event, mail):
        if event.type == "Shipped":
            mail.send(event.id)

    scenario = Scenario(
        "shop", {"orders": orders, "receipts": receipts}, properties=[nothing_lost()]
    )
    report = explore(scenario, faults=["crash", "lost", "ack lost"], most=3, seeds=soak(500))
    assert report.verdict == "holds", report

    def waits_for_all(event, mail):
        if event.type == "Shipped" and event.id == "C-shipped":
            for id in ("A", "B", "C"):
                mail.send(f"{id}-shipped")

    at_once = scenario.of({"orders": orders, "receipts": waits_for_all})
    failure = explore(at_once, faults=["crash"], seeds=200).failure
    assert failure.violated
    for smaller in simpler(failure.schedule, scenario.labels):
        assert not replay(f"shop: {smaller}", at_once).violated
