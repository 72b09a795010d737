"""What the course has to ask, and where.

A row is asked where a learner can go wrong by name: a question or a bet with explained wrong
options, a myth, or a task ("06-once: mark-last") among whose wrong solutions is one of that name.
"""

import pytest

from eventlab.course.content import LESSONS, Bet, Myth, Task, lessons

ROWS = {
    "overview: what, why, where it fits": ["00-what", "00-why", "02-why"],
    "events and components": ["01-kinds", "01-stockroom: imperative-name"],
    "immutable facts": ["01-who-sees", "01-event: shallow-freeze"],
    "loose coupling": ["02-touch", "02-refactor: publisher-imports-its-handlers"],
    "the bus, and its predict question": ["03-middleman", "03-bus: first-error-stops-all"],
    "asynchronous work, and its predict question": ["04-waits", "04-pool: unbounded"],
    "schema evolution": ["05-additive", "05-upcasters: skips-a-step"],
    "types and payloads": ["05-unclear", "05-schema: missing-field-accepted"],
    "duplicates, acknowledgements, idempotency": ["06-twice", "06-once: mark-last"],
    "events out of order": ["07-as-sent", "07-whose", "07-in-turn: sorts-by-wall-clock"],
    "myth: events keep their order": ["07-always", "07-as-sent", "12-order"],
    "pitfall: relying on order": [
        "07-relies",
        "07-stamps",
        "07-in-turn: highest-wins",
        "12-remedies",
        "12-newest: sorts-by-wall-clock",
        "12-newest: sorts-by-id",
    ],
    "reliability: queues and acknowledgements": ["08-dead", "08-outbox: publish-then-commit"],
    "event sourcing, and its predict question": [
        "09-enough",
        "09-rule",
        "09-store: no-expected-version",
        "09-decider: validation-in-the-fold",
        "09-handle: snapshot-as-truth",
    ],
    "audit trail": ["09-audit", "09-at-five"],
    "a poison event": ["08-dead", "08-failed: requeue-for-ever"],
    "CQRS": ["10-needs", "10-see", "10-sell: decides-from-the-read-model"],
    "a read model, its checkpoint and its rebuild": [
        "10-projection: checkpoint-outside-the-transaction",
        "10-projection: not-replay-safe",
        "10-history: counts-in-python",
    ],
    "under the hood: queues, subscriptions, delivery": ["11-owner", "11-push: lost-on-disconnect"],
    "why it was designed this way": ["11-why", "11-step", "02-fourth"],
    "push and pull": ["11-credit", "11-push: pushes-beyond-the-credit"],
    "orchestration and compensation": ["11-late", "11-saga: compensation-in-the-wrong-order"],
    "myth: never direct": ["02-never-direct", "12-direct"],
    "myth: only for large systems": ["02-only-large", "12-large"],
    "myth: exactly once": ["06-exactly-once", "12-once"],
    "pitfall: unclear payloads": ["05-unclear", "12-unclear"],
    "pitfall: ignoring duplicates": [
        "06-three-steps",
        "06-once: effect-first",
        "12-stock: ignores-duplicates",
        "12-stock: check-effect-mark",
    ],
    "when not to use it": ["12-choose: always", "12-choose: never", "12-direct"],
    "connections: Observer, reactive streams, supply chain": ["12-add", "12-relatives"],
    "microservices: each its own store": ["14-likes", "14-feed: shared-table"],
    "many consumers, a hot key": ["14-first", "14-hot", "14-key", "14-publish: one-order-for-all"],
    "a system from requirements to load": [
        "14-ask",
        "14-hold",
        "14-feed: fan-out-in-the-request",
        "14-feed: projection-that-decides",
        "14-feed: notification-without-key",
    ],
    "production patterns: Kafka": [
        "15-later",
        "15-fifth",
        "15-offsets: one-commit-for-all-partitions",
        "15-port: offset-committed-first",
    ],
    "production patterns: RabbitMQ": ["15-auto", "15-add", "15-port: auto-ack-taken-for-durable"],
    "practice questions": [f"practice-{number}" for number in range(1, 6)],
}


def entry(id):
    found = [e for lesson in lessons() for e in lesson.entries if e.id == id]
    assert found, f"nobody asks {id}"
    return found[0]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_source_is_asked_with_a_named_wrong_answer(row):
    for place in ROWS[row]:
        id, _, mistake = place.partition(": ")
        asked = entry(id)
        if isinstance(asked, Task):
            folder = next(LESSONS.glob(f"*/mutants/{id}"))
            names = {path.stem.partition("--")[0] for path in folder.glob("*.py")}
            assert mistake in names, f"{id} knows {sorted(names)}"
        elif isinstance(asked, Bet):
            assert all(option.why for option in asked.options)
        elif not isinstance(asked, Myth):
            assert not mistake
            assert len(list(wrong_answers(asked))) >= 2


def wrong_answers(question):
    """What a question explains when it is answered wrongly."""
    for name in ("options", "wrong", "items", "mends"):
        for each in getattr(question, name, ()):
            if not getattr(each, "right", False) and each.why:
                yield each.why
