"""progress: what the learner has done so far, folded from the history."""

import html

from eventlab.course import card
from eventlab.course.content import Entry, Lesson, lessons
from eventlab.course.history import history, home
from eventlab.event import Event

HEADER = ("Lesson", "Questions right", "Bets won", "Tasks passed")


def progress() -> card.Card:
    """Show, per lesson, what is answered, bet and passed, and what to look at again."""
    latest = _latest(history(home()).read())
    rows = [_row(lesson, latest) for lesson in lessons()]
    again = [line for lesson in lessons() for line in _again(lesson, latest)]
    advice = "Look at again: " + "; ".join(again) + "." if again else "Nothing to look at again."
    view = [
        card.heading("Your progress"),
        card.table("Each figure is what you have of what there is.", HEADER, rows),
        card.prose(advice),
    ]
    lines = "".join(f"<li>{html.escape(': '.join((r[0], ', '.join(r[1:]))))}</li>" for r in rows)
    twin = f"<div><p><strong>Your progress</strong></p><ul>{lines}</ul></div>"
    return card.Card("Your progress", view, twin=twin, text=_as_text(rows, advice))


def _latest(events: list[Event]) -> dict[str, Event]:
    """Fold the history into the last event about each thing that can go well or badly."""
    told = {"QuestionAnswered", "BetSettled", "ExerciseChecked"}
    return {event.subject or "": event for event in events if event.type in told}


def _went_well(event: Event | None) -> bool:
    if event is None:
        return False
    data = event.data
    return bool(data.get("right") or data.get("verdict") == "passed")


def _row(lesson: Lesson, latest: dict[str, Event]) -> tuple[str, ...]:
    groups: tuple[tuple[Entry, ...], ...] = (lesson.questions, lesson.bets, lesson.tasks)
    counts = [(sum(_went_well(latest.get(e.id)) for e in group), len(group)) for group in groups]
    return (lesson.title, *(f"{done} of {all}" if all else "none" for done, all in counts))


def _again(lesson: Lesson, latest: dict[str, Event]) -> list[str]:
    entries: tuple[Entry, ...] = (*lesson.questions, *lesson.tasks)
    missed = [e for e in entries if e.id in latest and not _went_well(latest[e.id])]
    return [f"{entry.concept} ({lesson.title})" for entry in missed]


def _as_text(rows: list[tuple[str, ...]], advice: str) -> str:
    table = [HEADER, *rows]
    widths = [max(len(row[i]) for row in table) for i in range(len(HEADER))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in table]
    return "\n".join([*(line.rstrip() for line in lines), advice])
