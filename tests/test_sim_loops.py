"""Consumers with a loop of their own, which take from the queue by themselves."""

import pytest
from simulated import effects, lines

from eventlab import StaleDelivery


def test_a_loop_of_its_own_gives_back_takes_several_and_asks_for_time():
    def works(queue, mail):
        for delivery in queue.get_many(2):
            queue.extend(delivery, 60)
            if delivery.attempt == 1:
                queue.nack(delivery, delay=5, reason="not now")
            else:
                mail.send(delivery.event.id)
                queue.ack(delivery)

    assert effects(works, "A B C") == {"A": 1, "B": 1, "C": 1}


def test_giving_back_twice_is_stale():
    def works(queue, mail):
        while delivery := queue.get():
            queue.nack(delivery)
            try:
                queue.nack(delivery)
            except StaleDelivery:
                mail.send("stale")

    assert lines(works, "A", max_attempts=1) == [
        "deliver queue A",
        "return consumer A",
        "dead_letter queue A",
        "send consumer A",
    ]


def test_a_loop_of_its_own_that_dies_of_an_error_is_started_again():
    def works(queue, mail):
        while delivery := queue.get():
            if delivery.attempt == 1:
                raise ValueError("no stock")
            mail.send(delivery.event.id)
            queue.ack(delivery)

    assert lines(works, "A") == [
        "deliver queue A",
        "crash consumer ValueError: no stock",
        "restart consumer",
        "duplicate queue A",
        "send consumer A",
        "ack consumer A",
    ]


def test_a_loop_that_never_ends_is_let_go_when_nothing_is_left():
    def works(queue, mail):
        while True:
            if delivery := queue.get():
                mail.send(delivery.event.id)
                queue.ack(delivery)

    assert effects(works, "A B") == {"A": 1, "B": 1}


def test_a_loop_that_takes_nothing_is_told_so():
    with pytest.raises(RuntimeError, match="has returned and left A in the queue"):
        effects(lambda queue, mail: None, "A")


def test_a_receipt_that_was_used_or_is_of_another_delivery_is_stale():
    def works(queue, mail):
        while delivery := queue.get():
            queue.ack(delivery)
            try:
                queue.ack(delivery)
            except Exception as error:
                mail.send(type(error).__name__)

    assert lines(works, "A") == ["deliver queue A", "ack consumer A", "send consumer A"]
