"""progress: what is firm and what is not, what is due, and which lesson to reopen."""

import html

from eventlab.course import card
from eventlab.course.content import lessons
from eventlab.course.learner.history import history, home
from eventlab.course.learner.standing import Progress, Standing
from eventlab.course.learner.standing_picture import standing_picture

MOST = 8  # things to look at again that are listed
NOTHING_YET = 'Nothing yet. Open "Start here", answer and bet, and come back.'


def progress() -> card.Card:
    """Show how firm each concept sits, and what to look at again.

    It reads what is new in the history first, so it knows what other notebooks have done by now.
    """
    kept = history(home())
    found = Progress(lessons(), kept.standings())
    advice = [*_advice(found), *([f"Your history {kept.trouble}."] if kept.trouble else [])]
    view = [card.heading("Your progress")]
    twin, text = "", ""
    if found.opened:
        picture = standing_picture(found)
        view.append(card.picture(picture))
        twin, text = picture._repr_mimebundle_()["text/html"], f"{picture.text}\n"
    view += [card.prose(line) for line in advice]
    if rows := [_row(standing) for standing in found.again()[:MOST]]:
        view.append(card.table("Look at these again", ("What", "Lesson", "Why"), rows))
    lines = [*advice, *(", ".join(row) for row in rows)]
    twin += "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    twin = f"<div><p><strong>Your progress</strong></p>{twin}</div>"
    return card.Card("Your progress", view, twin=twin, text=text + "\n".join(lines))


def _advice(found: Progress) -> list[str]:
    if not found.opened:
        return [NOTHING_YET]
    again, lesson = found.again(), found.reopen()
    if lesson is None:
        return ["Nothing to look at again."]
    more = f" {len(again) - MOST} more wait after these." if len(again) > MOST else ""
    here = list(dict.fromkeys(s.entry.concept for s in again if s.lesson is lesson))
    return [f"Reopen {lesson.title} first: {'; '.join(here)}.{more}"]


def _row(standing: Standing) -> tuple[str, str, str]:
    why = "to review" if standing.mark == "firm" else "right in the end, to review"
    if standing.mark == "wrong":
        why = f"known as {standing.mistake}" if standing.mistake else "wrong at the last try"
    return standing.entry.concept, standing.lesson.title, why
