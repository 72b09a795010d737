"""That every schedule is run, and that the failure shown is the smallest and can be replayed."""

import consumers

from eventlab.sim import Property, Scenario, explore, nothing_doubled, nothing_lost, replay
from simulator_checks.common import promise, sends


@promise
def every_schedule_is_run():
    scenario = Scenario("check", sends, properties=[nothing_lost()])
    assert explore(scenario, faults=[]).schedules == 222
    assert explore(scenario, faults=["crash at end"]).schedules == 1374
    assert explore(scenario, copies=1).schedules == 6 + 6 * 3 * 3


@promise
def the_first_failure_is_the_smallest():
    found = explore(Scenario("check", consumers.only_adjacent_duplicates)).failure
    assert str(found.schedule) == "A B A C"
    assert str(explore(Scenario("check", consumers.mark_first)).failure.schedule) == (
        "A[crash before mail.send] B C"
    )


@promise
def what_could_not_be_exercised_is_not_said_to_hold():
    scenario = Scenario("check", lambda event, ack: None, properties=[nothing_doubled()])
    assert explore(scenario, copies=1, faults=["lease"]).verdict == "not exercised"
    never = Property("nothing ever comes late", lambda history: None, needs=["late"])
    idle = Scenario("check", sends, properties=[never])
    assert explore(idle, copies=1, faults=["crash"]).verdict == "not exercised"
    assert explore(idle, copies=1, faults=["late 60"]).verdict == "holds"


@promise
def what_is_drawn_is_made_small():
    scenario = Scenario("check", consumers.only_adjacent_duplicates)
    found = explore(scenario, copies=3, faults=["crash", "error"], most=3, seeds=50).failure
    assert len(found.schedule) <= 4
    assert replay(f"check: {found.schedule}", scenario).violated


@promise
def a_failure_is_replayed_to_the_byte():
    for consumer in (consumers.mark_last, consumers.ack_first, consumers.by_payload):
        scenario = Scenario("check", consumer)
        found = explore(scenario).failure
        again = replay(f"check: {found.schedule}")
        assert again.trace.to_json() == found.trace.to_json()
