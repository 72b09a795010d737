"""Both queues beside each other, in one process."""

import math
import pickle
import threading

import pytest

from eventlab import (
    DeadLetter,
    Event,
    MemoryQueue,
    SqliteQueue,
    StaleDelivery,
    VirtualClock,
    memory_queue,
)


@pytest.fixture(params=[MemoryQueue, SqliteQueue])
def make(request, tmp_path):
    """Make a queue of one of the two kinds; close it at the end."""
    made = []

    def queue(**options):
        place = [tmp_path / "queue.db"] if request.param is SqliteQueue else []
        made.append(request.param(*place, **options))
        return made[-1]

    yield queue
    for each in made:
        if isinstance(each, SqliteQueue):
            each.close()


def test_a_stale_delivery_says_which_and_why(make):
    queue = make()
    queue.put(Event("Paid", id="7"))
    delivery = queue.get()
    queue.ack(delivery)
    with pytest.raises(StaleDelivery) as caught:
        queue.ack(delivery, delivery)
    assert str(caught.value) == (
        "no longer yours to settle: Paid 7 (attempt 1), Paid 7 (attempt 1). It was settled before, "
        "or its lease ran out and it will be delivered again"
    )


def test_a_lease_may_be_shorter_than_a_second_and_its_end_is_told_as_the_reason(make):
    clock = VirtualClock()
    queue = make(lease=0.5, max_attempts=1, clock=clock)
    queue.put(Event("Paid"))
    queue.get()
    clock.advance(0.5)
    [letter] = queue.dead_letters()
    assert letter.reasons == ("the lease ran out",)


def test_a_lease_is_over_in_the_moment_when_its_seconds_are(make):
    clock = VirtualClock()
    queue = make(lease=10.0, clock=clock)
    queue.put(Event("Paid"))
    delivery = queue.get()
    clock.advance(10)
    with pytest.raises(StaleDelivery):
        queue.ack(delivery)


def test_who_gives_no_reason_leaves_an_empty_one(make):
    queue = make(max_attempts=1)
    queue.put(Event("Paid"))
    queue.nack(queue.get())
    [letter] = queue.dead_letters()
    assert letter.reasons == ("",)


def test_a_stale_delivery_may_be_reported_by_another_process(make):
    queue = make()
    queue.put(Event("Paid", id="7"))
    stale = StaleDelivery(queue.get())
    assert str(pickle.loads(pickle.dumps(stale))) == str(stale)


def test_a_delivery_shows_its_event_and_attempt_and_not_its_receipt(make):
    queue = make()
    queue.put(Event("Paid", {"sum": 5}, id="7"))
    shown = "Delivery(event=Event('Paid', {'sum': 5}, id='7'), attempt=1)"
    assert repr(queue.get()) == shown


def test_receipts_of_another_kind_of_queue_are_stale(make):
    queue, other = make(), MemoryQueue()
    other.put(Event("Paid"))
    delivery = other.get()
    for act in (queue.ack, queue.nack, lambda stale: queue.extend(stale, 5.0)):
        with pytest.raises(StaleDelivery):
            act(delivery)


def test_both_begin_with_the_same_settings(make):
    queue = make()
    assert (queue.lease, queue.max_attempts) == (30.0, 5)


def test_an_ack_of_nothing_does_nothing(make):
    make().ack()


@pytest.mark.parametrize("reason", ["", "two\nlines", "\ud800", "'; DROP TABLE event; --", "é\0"])
def test_any_text_is_a_reason(make, reason):
    queue = make(max_attempts=1)
    queue.put(Event("Paid"))
    queue.nack(queue.get(), reason=reason)
    [letter] = queue.dead_letters()
    assert letter.reasons == (reason.encode(errors="backslashreplace").decode(),)


def test_what_is_no_event_is_refused_by_its_type(make):
    with pytest.raises(TypeError, match="a queue carries events, not a dict"):
        make().put({"type": "Paid"})


def test_a_reason_is_a_text(make):
    queue = make()
    queue.put(Event("Paid"))
    with pytest.raises(TypeError, match="reason is a int, not text"):
        queue.nack(queue.get(), reason=5)


@pytest.mark.parametrize("key", ["'", "%", "a\0b", "ключ", " "])
def test_any_text_is_a_key(make, key):
    queue = make()
    queue.put_many([Event("Paid", id="1"), Event("Paid", id="2")], key=key)
    queue.put(Event("Paid", id="3"), key="other")
    assert [delivery.event.id for delivery in queue.get_many(5)] == ["1", "3"]


def test_a_key_that_no_file_can_carry_is_refused(make):
    queue = make()
    for put in (queue.put, lambda event, key: queue.put_many([event], key=key)):
        with pytest.raises(ValueError, match="key holds half a character"):
            put(Event("Paid"), key="\ud800")
    assert queue.get() is None


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda make: make(lease=0.0), "a lease of 0.0 seconds: it must be longer than 0, and end"),
        (
            lambda make: make(max_attempts=0),
            "max_attempts is 0: an event is delivered at least once",
        ),
        (lambda make: make().get(-1.0), "timeout is -1.0: a number of seconds from 0 on"),
        (lambda make: make().get(math.nan), "timeout is nan: a number of seconds from 0 on"),
        (lambda make: make().get_many(0), "get_many(0): ask for at least 1"),
        (lambda make: make().get_many(-1), "get_many(-1): ask for at least 1"),
        (lambda make: make().put(Event("Paid"), key=""), "key is empty"),
        (
            lambda make: make().put(Event("Paid"), delay=-1.0),
            "a delay of -1.0 seconds: it must be at least 0, and end",
        ),
    ],
)
def test_what_is_out_of_range_is_refused_with_the_range(make, ask, told):
    with pytest.raises(ValueError) as caught:
        ask(make)
    assert str(caught.value) == told


@pytest.mark.parametrize("seconds", [0.0, -5.0, math.inf, math.nan])
def test_an_extension_has_an_end_and_a_length(make, seconds):
    queue = make()
    queue.put(Event("Paid"))
    with pytest.raises(ValueError, match="a lease of"):
        queue.extend(queue.get(), seconds)


def test_a_get_that_waits_without_end_finds_what_another_thread_puts(make):
    queue, found = make(), []
    waiter = threading.Thread(target=lambda: found.append(queue.get(math.inf)), daemon=True)
    waiter.start()
    queue.put(Event("Paid", id="1"))
    waiter.join(10)
    assert [delivery.event.id for delivery in found] == ["1"]


def test_a_get_that_waits_takes_one_event_whose_delay_ends_meanwhile(make):
    queue = make()
    events = [Event("Paid", id="1"), Event("Paid", id="2")]
    queue.put_many(events, delay=1.0)  # so long that a busy machine asks in time
    assert queue.get() is None
    assert queue.get(timeout=10).event.id == "1"
    assert queue.stats().leased == 1


def test_more_than_a_hundred_delays_that_end_at_once_come_in_order(make):
    clock = VirtualClock()
    queue = make(clock=clock)
    queue.put_many([Event("Paid", id=str(n)) for n in range(250)], delay=5.0)
    clock.advance(5)
    assert [queue.get().event.id for _ in range(250)] == [str(n) for n in range(250)]


def test_more_than_a_hundred_leases_that_end_at_once_are_given_up_together(make):
    clock = VirtualClock()
    queue = make(clock=clock, max_attempts=1)
    queue.put_many([Event("Paid", id=str(n)) for n in range(250)])
    queue.get_many(250)
    clock.advance(30)
    assert queue.stats().dead == 250
    assert [letter.event.id for letter in queue.dead_letters()] == [str(n) for n in range(250)]


def test_a_key_goes_on_at_once_when_a_lease_and_the_next_delay_ended_together(make):
    clock = VirtualClock()
    queue = make(clock=clock, max_attempts=1)
    queue.put(Event("Paid", id="1"), key="a")
    queue.put(Event("Paid", id="2"), key="a", delay=20.0)
    queue.get()
    clock.advance(30)
    assert queue.get().event.id == "2"


def test_dead_letters_can_be_redriven_while_they_are_listed(make):
    queue = make(max_attempts=1)
    queue.put_many([Event("Paid", id=str(n)) for n in range(5)])
    for delivery in queue.get_many(5):
        queue.nack(delivery)
    for letter in queue.dead_letters():
        queue.redrive(letter.id)
    assert queue.stats().dead == 0
    assert [queue.get().event.id for _ in range(5)] == ["0", "1", "2", "3", "4"]


def test_dead_letters_are_numbered_from_one_and_no_number_is_used_twice(make):
    queue = make(max_attempts=1)
    ids = []
    for _ in range(3):
        queue.put(event := Event("Paid"))
        queue.nack(queue.get(), reason="broken")
        [letter] = queue.dead_letters()
        assert letter == DeadLetter(letter.id, event, 1, ("broken",))
        queue.redrive(letter.id)
        queue.ack(queue.get())
        ids.append(letter.id)
    assert ids == [1, 2, 3]


def test_settled_leases_do_not_pile_up_in_memory_and_the_others_still_run_out():
    queue = MemoryQueue(clock=(clock := VirtualClock()))
    queue.put(Event("Paid", id="1"))
    queue.get()
    for _ in range(5_000):
        queue.put(Event("Paid"))
        queue.ack(queue.get())
    assert len(queue._timed) < 200
    clock.advance(30)
    assert queue.get().event.id == "1"


def test_delays_are_not_put_in_order_anew_while_none_is_out_of_date(monkeypatch):
    monkeypatch.setattr(memory_queue, "sorted", lambda _: pytest.fail("sorted"), raising=False)
    MemoryQueue().put_many([Event("Paid")] * 1_000, delay=5.0)
