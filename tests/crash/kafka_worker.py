"""Appends events to Kafka and has the effects of those in its share, until it is killed."""

import itertools
import sys
import time
from pathlib import Path

from crash import Notes
from eventlab import Event, Fenced, Inbox
from eventlab.brokers.kafka import KafkaLog


def book(event, tx):
    tx.execute("INSERT INTO effect VALUES (?)", (event.id,))


def handle(member, inbox, notes):
    """Have the effects of what there is; commit after each."""
    for record in member.poll(10):
        verdict = "handled" if inbox.once(record.event, book) else "duplicate"
        member.commit(record.partition, record.offset + 1)
        notes.write(verdict, record.event.id)


def work(folder, name, servers, topic):
    notes = Notes(folder / f"{name}.notes")
    log = KafkaLog(servers, topic, session=10.0, patience=3.0)
    inbox, member = Inbox(folder / "shop.db"), log.join("billing")
    print("at work", flush=True)
    for number in itertools.count():
        event = Event("Paid", id=f"{name}-{number:06}")
        try:
            log.append(event, key=event.id)
            notes.write("put", event.id)
            handle(member, inbox, notes)
        except Fenced:
            notes.write("fenced", number)
            member.leave()
            member = log.join("billing")
        except ConnectionError:
            notes.write("away", number)
            time.sleep(0.1)


if __name__ == "__main__":
    work(Path(sys.argv[1]), *sys.argv[2:])
