"""A learner's history, made by a test."""

from eventlab import Event, SqliteStore
from eventlab.course.learner.history import History


def ids(history):
    return [event.id for event in history.read()]


def event(id):
    data = {"right": True, "chosen": [1]}
    return Event("QuestionAnswered", data, id=id, subject="03-x")


def seeded(folder, count):
    """Make a history of so many events, quicker than one by one; return it."""
    history = History(folder)
    with SqliteStore(history.path) as store:
        store.append("03-x", [event(str(number)) for number in range(count)])
    return history
