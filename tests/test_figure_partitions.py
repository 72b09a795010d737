"""The partition picture shows what is in the log, who reads it, and which keys really move."""

import random

import pytest
from chance import SEEDS, assert_legible

from eventlab import Event, MemoryLog
from eventlab.figures import (
    LogState,
    PartitionState,
    log_state,
    partition_growth,
    partition_picture,
    seen_state,
)
from eventlab.figures.logs import moved_keys, new_owners, new_readers
from eventlab.log import partition_of

PAID = Event("Paid")
NAMES = ["ada", "bob", "cy", "dora", "eve", "a_key_of_unusual_length", None]


def filled(seed: int, partitions: int) -> MemoryLog:
    chance = random.Random(seed)
    log = MemoryLog(partitions)
    for _ in range(chance.randint(0, 60)):
        log.append(PAID, key=chance.choice(NAMES))
    return log


def before_and_after(seed: int) -> tuple[LogState, LogState]:
    """A log that is read in part; then partitions and members come or go."""
    chance = random.Random(seed)
    log = filled(seed, chance.randint(1, 5))
    group = "a group with a rather long name" if seed % 2 else "billing"
    members = {f"{'long_member_name_' * (i % 2)}{i}": log.join(group) for i in range(3)}
    for member in members.values():
        for record in member.poll(chance.randint(1, 20)):
            if record.partition in member.partitions:
                member.commit(record.partition, record.offset + 1)
    before = log_state(log, group, **members)
    if chance.random() < 0.7:
        log.add_partitions(chance.randint(1, 3))
    if chance.random() < 0.5:
        members["newcomer"] = log.join(group)
    if chance.random() < 0.3:
        next(iter(members.values())).leave()
    return before, log_state(log, group, **members)


def test_a_state_is_what_the_log_holds_and_the_group_has_committed():
    log = MemoryLog(1)
    for key in ("ada", None, "bob"):
        log.append(PAID, key=key)
    ada = log.join("billing")
    ada.poll()
    ada.commit(0, 2)
    state = log_state(log, "billing", ada=ada)
    assert state.partitions == (PartitionState(("ada", None, "bob"), "ada", 2),)
    assert state.partitions[0].lag == log.lag("billing")[0] == 1
    assert repr(state) == (
        "partition 0: records ada, no key, bob; read by ada from offset 2; lag 1"
    )


def test_a_group_that_nobody_has_joined_reads_nothing():
    log = filled(1, 2)
    state = log_state(log, "billing")
    assert {each.owner for each in state.partitions} == {"nobody"}
    assert {n: each.lag for n, each in enumerate(state.partitions)} == log.lag("billing")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_key_is_said_to_move_exactly_when_its_next_event_goes_elsewhere(seed):
    log = filled(seed, 3)
    before = log_state(log, "billing")
    homes = {key: partition_of(key, 3) for key in before.homes}
    log.add_partitions(2)
    moved = moved_keys(before, log_state(log, "billing"))
    assert all(key in before.partitions[home].keys for key, home in homes.items())
    for key in before.homes:
        partition, _ = log.append(PAID, key=key)
        assert moved.get(key, (homes[key], homes[key])) == (homes[key], partition)


def test_a_new_member_takes_partitions_and_with_them_their_keys_readers():
    log = MemoryLog(2)
    for name in ("ada", "bob", "cy", "dora"):
        log.append(PAID, key=name)
    anna = log.join("billing")
    before = log_state(log, "billing", anna=anna)
    ben = log.join("billing")
    after = log_state(log, "billing", anna=anna, ben=ben)
    assert moved_keys(before, after) == {}
    (taken,) = new_owners(before, after)
    assert taken in ben.partitions
    at_taken = {key for key, home in before.homes.items() if home == taken}
    assert at_taken and new_readers(before, after) == dict.fromkeys(at_taken, ("anna", "ben"))
    picture = partition_picture(before, after)
    assert picture.title == (
        f"1 of 2 partitions changes hands, {len(at_taken)} of 4 keys get another reader"
    )
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "was anna" in words and "ben" in words


def test_a_new_partition_moves_keys_and_no_record():
    log = MemoryLog(2)
    for name in ("ada", "bob", "cy", "dora", "eve"):
        log.append(PAID, key=name)
    before = log_state(log, "billing")
    log.add_partitions(1)
    after = log_state(log, "billing")
    assert after.partitions[:2] == before.partitions and after.partitions[2].keys == ()
    moved = moved_keys(before, after)
    assert 0 < len(moved) < 5
    picture = partition_picture(before, after)
    assert picture.title.startswith(f"3 partitions instead of 2: {len(moved)} of 5 keys move; ")
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    for new in (new for _, new in moved.values()):
        assert f"→p{new}" in words


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_texts_overlap_and_none_leaves_the_page(seed):
    assert_legible(partition_picture(*before_and_after(seed), seed=seed).figure)
    assert_legible(partition_picture(before_and_after(seed)[1]).figure)


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_say_the_same(seed):
    before, after = before_and_after(seed)
    picture = partition_picture(before, after, seed=seed)
    facts = picture.text.splitlines()
    assert facts[0] == picture.title and facts[-1] == f"seed {seed}"
    assert all(fact in picture.alt for fact in facts)
    for state in (before, after):
        assert repr(state) in picture.text
    for key, (old, new) in moved_keys(before, after).items():
        assert f"key {key} moves from partition {old} to {new}" in facts
    for number, (old, new) in new_owners(before, after).items():
        assert f"partition {number} goes from {old} to {new}" in facts


def test_what_cannot_be_drawn_is_refused_with_what_to_do():
    log, other = MemoryLog(2), MemoryLog(17)
    member = log.join("billing")
    with pytest.raises(ValueError, match="partition 0 is owned by a member that was not passed"):
        log_state(log, "billing")
    with pytest.raises(ValueError, match="'ada' is no member of the group 'mail' of this log"):
        log_state(log, "mail", ada=member)
    with pytest.raises(ValueError, match="'ada' is no member of the group 'billing' of this log"):
        log_state(other, "billing", ada=member)
    small, large = log_state(log, "billing", ada=member), log_state(other, "billing")
    with pytest.raises(ValueError, match="17 partitions, and a picture shows at most 16"):
        partition_picture(large)
    with pytest.raises(ValueError, match="partitions can only be added: 2 before, 1 after"):
        partition_picture(small, log_state(MemoryLog(1), "billing"))


def test_a_new_member_moves_no_key_and_a_new_partition_most_of_them():
    assert partition_growth(4, 3).title.startswith("3 of 4 partitions change hands")
    assert "next event elsewhere" not in partition_growth(4, 3).text
    assert partition_growth(5, 1).title.startswith("5 partitions instead of 4: 8 of 12 keys move")


@pytest.mark.parametrize("size", [(3, 1), (4, 0)])
def test_a_log_only_grows(size):
    with pytest.raises(ValueError, match="only grows"):
        partition_growth(*size)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_readers_see_of_a_log_is_what_is_in_it(seed):
    chance = random.Random(seed)
    log, placed = MemoryLog(4), []
    members = {f"worker {n}": log.join("billing") for n in range(chance.randint(0, 3))}
    for _ in range(chance.randint(0, 30)):
        key = chance.choice(NAMES[:-1])
        placed.append((key, log.append(PAID, key=key)[0]))
    for member in members.values():
        for record in member.poll(chance.randint(1, 9)):
            member.commit(record.partition, record.offset + 1)
    assert seen_state(log, "billing", placed, **members) == log_state(log, "billing", **members)
