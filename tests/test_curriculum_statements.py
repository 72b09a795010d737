"""What the course has to say, and where.

A statement is made in the words of its lesson, and shown where code of the same lesson has it.
"""

import re

import pytest

from eventlab.course.content import LESSONS

SAID = {
    # What must be said: the lesson, words of it, and code of the same lesson that shows it.
    "coupling moves: schema, meaning, time, the shared bus": (
        "02_loose_coupling",
        r"Coupling moves, it does not vanish: schema, meaning,\s+time and the bus",
        r"coupling_picture",
    ),
    "the subject knows its observers, pub/sub does not": (
        "02_loose_coupling",
        r"A subject \*holds\* its observers",
        r"who_holds_whom",
    ),
    "reactive streams add operators and demand": (
        "12_myths_and_pitfalls",
        r"adds demand, and the libraries built on it add \*\*operators",
        r"def request\(self, n\)(.|\n)*filter\(",
    ),
    "Observer lacks what the bus adds": (
        "12_myths_and_pitfalls",
        r"the subject knows its observers; with publish-subscribe it does not",
        r"contract\.check\(AsBus",
    ),
    "exactly-once processing inside one transaction, and not outside it": (
        "12_myths_and_pitfalls",
        r"takes back rows, and no\s+mail(.|\n)*exactly-once \*processing\*",
        r"mail\.send\(event\.id\)(.|\n)*INSERT INTO receipts",
    ),
    "order holds with one worker and no redelivery, or with a key": (
        "12_myths_and_pitfalls",
        r"one queue, one worker, nothing that comes again",
        r"product\(sizes, \[None, \"order-7\"\]\)",
    ),
    "ids and times are no remedy, three steps are not atomic": (
        "12_myths_and_pitfalls",
        r"1, 2, 1, 1",
        r"quiz\(\"12-remedies\"\)",
    ),
    "a bus may be synchronous": (
        "04_async",
        r"\*\*synchronous\*\*; that bus is",
        r"checkout\(bus\.publish\)",
    ),
    "asynchronous adds no throughput by itself": (
        "04_async",
        r"asynchronous code gives no throughput by\s+itself",
        r"clock\.advance\(2\)  # computes, and awaits nothing",
    ),
    "asynchronous adds no durability by itself": (
        "04_async",
        r"No safer by itself(.|\n)*adds\s+neither throughput nor durability",
        r"explore\(Scenario\(\"accept\"",
    ),
    "pop(0) keeps the order, at the cost of the whole list: deque": (
        "13_practice_test",
        r"pop\(0\)(.|\n)*deque",
        r"quiz\(\"practice-3\"\)",
    ),
    "facts can be wrong: append a correction": (
        "01_events",
        r"appends a correction",
        r"caused\(.*Correct|Correct",
    ),
    "ids and times give no order": (
        "01_events",
        r"Neither tells what came first",
        r"sorted|<|min\(",
    ),
    "an idempotency key belongs to the intent": (
        "01_events",
        r"idempotency key\*\* belongs to the intent",
        r"for (attempt|_) in range|charged",
    ),
    "at most once, at least once": (
        "06_delivery",
        r"\*\*at least once\*\*(.|\n)*\*\*at\s+most once\*\*",
        r"crash_matrix\(",
    ),
    "effectively once: in one transaction, or by nature": (
        "06_delivery",
        r"\*\*effectively once\*\*",
        r"with self\.db(.|\n)*INSERT OR REPLACE",
    ),
    "exactly-once delivery does not exist, processing inside one system does": (
        "06_delivery",
        r"delivery\* over a link that may lose messages does not exist(.|\n)*Kafka",
        r"ack lost",
    ),
    "acks need durable storage, confirms, and an ack after the effect": (
        "06_delivery",
        r"\*\*confirmation\*\*",
        r"SqliteQueue\(",
    ),
    "the window of deduplication is finite": (
        "06_delivery",
        r"window",
        r"prune\(older_than",
    ),
    "check, effect, mark is not atomic": (
        "06_delivery",
        r"1, 2, 1, 1",
        r"def mark_last",
    ),
    "order is per queue, partition or key": (
        "07_ordering",
        r"Order is kept per queue, partition or key(.|\n)*not\s+per type, and not globally",
        r"partition_of\(key, len\(self\.partitions\)\)",
    ),
    "concurrency and redelivery weaken the order": (
        "07_ordering",
        r"concurrency breaks the order of a queue, and so does redelivery",
        r"slow=9, quick=1\)(.|\n)*fails=\[\"paid\"\]",
    ),
    "neither ids nor times give an order, nor show what is missing": (
        "07_ordering",
        r"Clocks of two machines always differ(.|\n)*an id says no more",
        r"sorted\(\(second - behind",
    ),
    "many consumers keep order only per key": (
        "07_ordering",
        r"Within a group each order has one reader(.|\n)*Between keys there is none",
        r"members = \{name: log\.join",
    ),
    "consumer groups pull, share groups drop order and the cap": (
        "07_ordering",
        r"consumer\s+groups, which pull(.|\n)*share groups drop that limit, and the order",
        r"def poll\(self, limit",
    ),
    "the outbox closes the dual write, and still sends duplicates": (
        "08_failure",
        r"The outbox has no 0: what is saved is told\. It has a 2(.|\n)*needs an \*\*inbox",
        r"crash_matrix\(\{\"commit, publish\"",
    ),
    "polling by sequence can skip a transaction that commits late": (
        "08_failure",
        r"ask for what is above(.|\n)*and 2\s+commits first",
        r"if number > max\(sent",
    ),
    "CQRS needs neither event sourcing nor two databases nor eventual consistency": (
        "10_cqrs",
        r"CQRS needs\s+neither event sourcing nor two databases nor eventual consistency",
        r"Counter\(db\)\.sell(.|\n)*Shelf\(db\)\.left",
    ),
    "the store is the write-side truth, and never the read model": (
        "10_cqrs",
        r"The write side never decides from\s+the\s+read model",
        r"expected=len\(past\)",
    ),
    "a position that becomes visible late is skipped by a checkpoint": (
        "10_cqrs",
        r"a store must promise that positions become visible in order",
        r"read_all\(after=after\)",
    ),
    "backoff does not cure sustained overload": (
        "08_failure",
        r"Backoff does not cure\s+\*\*sustained overload",
        r"retries_under_load\(\[n / rate",
    ),
    "retries need jitter and a budget": (
        "08_failure",
        r"\*\*jitter\*\* draws the delay(.|\n)*retries have a \*\*budget",
        r"len\(self\.spent\) >= self\.budget",
    ),
    "bound, then block, shed or expire": (
        "08_failure",
        r"bound the queue, then block, shed, or let\s+expire",
        r"retries_under_load\(\[0\.0\] \* 100",
    ),
    "event sourcing is not event streaming: the write side's truth": (
        "09_event_sourcing",
        r"event sourcing is not event streaming\*\*: the store is the\s+truth of the\s+write",
        r"quiz\(\"09-streaming\"\)(.|\n)*storing\.check\(EventStore",
    ),
    "a wrong fact is corrected by one more": (
        "09_event_sourcing",
        r"\*\*Append\s+a\s+correction\*\*",
        r"\"Corrected\"\](.|\n)*at_five\.settle\(reduce\(evolve, log\[:5\], 0\)\)",
    ),
    "audit alone rarely justifies event sourcing": (
        "09_event_sourcing",
        r"\*\*Audit alone rarely justifies\s+event sourcing\*\*",
        r"quiz\(\"09-audit\"\)",
    ),
    "crypto-shredding deletes the key, not the projections' copies": (
        "09_event_sourcing",
        r"Deleting a key reaches no copy(.|\n)*projections",
        r"labels = \[unseal\((.|\n)*del pads\[",
    ),
    "acks prevent loss only with durable storage, confirms and an ack after the effect": (
        "15_real_brokers",
        r"Acks prevent loss only with durable\s+storage, publisher confirms, and an ack after the",
        r"def ack_first(.|\n)*guarantees\(\[on_disk\], ack_first",
    ),
    "exactly-once processing inside Kafka exists, outside effects need idempotency of their own": (
        "15_real_brokers",
        r"exactly-once \*processing\*(.|\n)*needs its own idempotency",
        r"quiz\(\"15-once\"\)(.|\n)*",
    ),
    "Kafka's consumers pull": (
        "15_real_brokers",
        r"\*\*topic\*\* in Kafka. Its consumers \*\*pull\*\*",
        r"first\.poll\(2\)",
    ),
    "share groups drop the order and the cap by partitions": (
        "15_real_brokers",
        r"\*\*share groups\*\* lend single records(.|\n)*drop that limit, and the order",
        r"settle\(log, first, second\)",
    ),
    "a saga compensates, it does not roll back": (
        "11_under_the_hood",
        r"A saga compensates; it does not roll back: others saw the state between",
        r"bob\.append\(pots\.copy\(\)\) or card",
    ),
    "a broker owns, and lends by the clock": (
        "11_under_the_hood",
        r"The broker owned A all the time",
        r"entry\.until <= self\.clock\.now\(\)",
    ),
    "push needs a credit, pull asks in vain or waits": (
        "11_under_the_hood",
        r"With too much credit the slow one hoards(.|\n)*asks in vain, or lets events wait",
        r"len\(self\.out\) < self\.credit",
    ),
    "calls and shared tables have their place": (
        "11_under_the_hood",
        r"whoever needs the\s+answer should\s+call(.|\n)*saved\s+together with the order",
        r"RENAME customer TO buyer(.|\n)*SELECT customer",
    ),
    "many consumers keep order only per key, and a hot key is one consumer": (
        "14_capstone_social_feed",
        r"Many\s+consumers\s+keep\s+order\s+only\s+per\s+key(.|\n)*a\s+hot\s+key\s+is\s+one\s+consumer",
        r"keys = author if by_author",
    ),
    "the missing check is the crash, the wrong end is a second fault": (
        "13_practice_test",
        r"second fault",
        r"quiz\(\"practice-4\"\)",
    ),
}


@pytest.mark.parametrize("statement", SAID)
def test_every_statement_is_made_and_shown_by_code_in_the_same_lesson(statement):
    name, words, code = SAID[statement]
    folder = LESSONS / name
    source = (folder / "lesson.py").read_text(encoding="utf-8")
    cells = re.split(r"^# %%", source, flags=re.MULTILINE)
    prose = "\n".join(
        re.sub(r"^# ?", "", cell, flags=re.MULTILINE)
        for cell in cells
        if cell.startswith(" [markdown]")
    )
    prose += (folder / "lesson.toml").read_text(encoding="utf-8")
    shown = "\n".join(cell for cell in cells if not cell.startswith(" [markdown]"))
    assert re.search(words, prose), f"{name} does not say it"
    assert re.search(code, shown), f"{name} does not show it"
