"""What the contract of a log leaves to each implementation."""

import pytest

from eventlab import Event, Fenced, Log, Member, MemoryLog, Record, VirtualClock, partition_of

SESSION = 10.0


def filled(partitions=1, count=0):
    log = MemoryLog(partitions, clock=VirtualClock())
    for number in range(count):
        log.append(Event("Paid", id=str(number)), key=f"order-{number}")
    return log


def test_a_memory_log_is_a_log_and_its_members_are_members():
    log: Log = MemoryLog()
    member: Member = log.join("billing")
    assert member.partitions == (0, 1, 2, 3)


def test_a_record_has_no_key_unless_it_is_given_one():
    assert Record(Event("Paid"), partition=0, offset=0).key is None


def test_a_record_can_neither_be_changed_nor_taken_for_another():
    record = Record(event := Event("Paid"), partition=0, offset=0)
    assert record == Record(event, 0, 0, None) != Record(event, 0, 1)
    with pytest.raises(AttributeError):
        record.offset = 5


def test_a_key_has_the_partition_that_librdkafka_gives_it():
    """Found with confluent-kafka's default partitioner on a topic with four partitions."""
    placed = {"order-0": 1, "order-1": 3, "order-4": 0, "order-5": 2, "åäö": 3}
    assert {key: partition_of(key, 4) for key in placed} == placed


def test_most_keys_move_when_a_partition_is_added():
    keys = [f"order-{number}" for number in range(1000)]
    moved = sum(partition_of(key, 4) != partition_of(key, 5) for key in keys)
    assert 750 <= moved <= 850  # all but one in five, when the hash is even


def test_events_without_a_key_take_the_partitions_in_turn():
    log = filled(partitions=3)
    assert [log.append(Event("Paid"))[0] for _ in range(5)] == [0, 1, 2, 0, 1]


def test_only_events_are_appended():
    with pytest.raises(TypeError, match="a log holds events, not a dict"):
        filled().append({"type": "Paid"})


@pytest.mark.parametrize(("key", "error"), [("", ValueError), (7, TypeError), (b"k", TypeError)])
def test_a_key_that_is_no_text_is_refused_and_nothing_is_appended(key, error):
    log = filled()
    with pytest.raises(error, match=r"^key is"):
        log.append(Event("Paid"), key=key)
    assert log.append(Event("Paid")) == (0, 0)


@pytest.mark.parametrize(("make", "told"), [
    (lambda: MemoryLog(0), "a log has at least one partition, not 0"),
    (lambda: MemoryLog(session=0.0), "a session lasts longer than 0 seconds, not 0.0"),
    (lambda: MemoryLog(session=float("nan")), "a session lasts longer than 0 seconds, not nan"),
    (lambda: MemoryLog().join(""), "a group has a name, such as 'billing'; this one is empty"),
    (lambda: MemoryLog().add_partitions(0), "partitions can only be added: count is 0"),
    (lambda: MemoryLog().join("billing").poll(0), "a poll asks for at least one record, not 0"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_said(make, told):
    with pytest.raises(ValueError) as refused:
        make()
    assert str(refused.value) == told


def test_a_refused_commit_says_which_offsets_there_are():
    member = filled(count=3).join("billing")
    with pytest.raises(ValueError, match="partition 0 has the offsets 0 to 3, not 4"):
        member.commit(0, 4)
    with pytest.raises(ValueError, match="there is no partition 1: the log has 0 to 0"):
        member.commit(1, 0)


def test_a_fenced_member_is_told_what_to_do():
    log = filled(partitions=2, count=9)
    member = log.join("billing")
    log.join("billing")
    with pytest.raises(Fenced) as told:
        member.commit(1, 1)
    assert str(told.value) == (
        "partition 1 of the group 'billing' has gone to another member: poll again to learn which "
        "ones are yours"
    )
    member.leave()
    with pytest.raises(Fenced, match="has left the group 'billing': join again"):
        member.poll()


def test_a_silent_member_is_told_how_long_it_was_silent():
    clock = VirtualClock()
    member = MemoryLog(session=SESSION, clock=clock).join("billing")
    clock.advance(SESSION)
    with pytest.raises(Fenced, match="was silent for 10 s"):
        member.poll()


def test_the_defaults_are_those_of_kafkas_consumer():
    """max.poll.interval.ms is five minutes, and max.poll.records 500."""
    clock = VirtualClock()
    log = MemoryLog(clock=clock)
    for _ in range(501):
        log.append(Event("Paid"))
    member = log.join("billing")
    clock.advance(299)
    assert [len(member.poll()), len(member.poll())] == [500, 1]
    clock.advance(300)
    with pytest.raises(Fenced):
        member.poll()


def test_a_session_may_be_shorter_than_a_second():
    clock = VirtualClock()
    member = MemoryLog(session=0.5, clock=clock).join("billing")
    clock.advance(0.4)
    assert member.poll() == []


def test_a_lower_commit_counts_so_that_a_group_can_repeat_what_it_has_read():
    log = filled(count=5)
    member = log.join("billing")
    member.commit(0, 4)
    member.commit(0, 1)
    member.leave()
    assert log.join("billing").poll(1)[0].offset == 1


def test_a_newcomer_gets_its_share_and_no_partition_moves_between_the_others():
    log = filled(partitions=6)
    old = [log.join("billing"), log.join("billing")]
    before = [set(member.partitions) for member in old]
    new = log.join("billing")
    for member, owned in zip(old, before, strict=True):
        member.poll()
        assert set(member.partitions) < owned
    assert len(new.partitions) == 2


def test_a_member_too_many_waits_until_another_one_leaves():
    log = filled(count=3)
    owner, spare = log.join("billing"), log.join("billing")
    assert spare.poll() == []
    owner.leave()
    assert len(spare.poll()) == 3
