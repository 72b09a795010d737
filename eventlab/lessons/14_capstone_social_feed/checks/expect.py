"""What the feed's service is held to: its notices and its index."""

from typing import Any

from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import step

from . import feed_mistakes as m
from .desk import Desk, Push

LOOK = "what push.send is called with: the key, the member, the post."


def take_in(desk: Desk, facts: list[Any]) -> None:
    """Let these facts come, and the relay work after each."""
    for fact in facts:
        desk.comes([fact])
        step("feed.relay()")
        desk.service.relay()


def expect_notices(
    desk: Desk, push: Push, wanted: set[tuple[str, str]], lost: Mistake = m.NO_NOTICE
) -> None:
    """Demand a notice of each."""
    found = [*push.sent.values()]
    if lacks := wanted - {*found}:
        known = None if found and lost is m.NO_NOTICE else lost
        if min(lacks) in push.dropped:
            known = m.ONE_KEY
        for _ in wanted:
            desk.service.relay()
        if wanted <= {*push.sent.values()}:
            known = m.NOT_ALL
        happened = f"the notices are {sorted(found)}" if found and not known else "there is none"
        raise Failure("a notice of {1} for {0}".format(*min(lacks)), happened, known, look=LOOK)
    if len(found) > len(wanted):
        twice = next((each for each in found if found.count(each) > 1), found[-1])
        raise Failure("one notice of {1} for {0}".format(*twice), "there are more", m.NO_KEY)


def expect_words(desk: Desk, wanted: set[tuple[str, str]], lost: Mistake = m.SEARCH_NONE) -> None:
    """Demand the rows of the index."""
    found = desk.rows("SELECT word, post FROM words")
    if lacks := wanted - {*found}:
        known = m.SEARCH_FOLLOWED if not found and len(wanted) > 4 else lost
        raise Failure(
            "{!r} leads to {}".format(*min(lacks)), f"the words are {sorted(found)}", known
        )
    if more := {*found} - wanted:
        known = m.SEARCH_DELETED if ("good", "p2") in more else None
        raise Failure("only words of what is there", "{!r} leads to {}".format(*min(more)), known)
    if len(found) > len(wanted):
        twice = next(each for each in found if found.count(each) > 1)
        known = m.WORD_TWICE if twice[1] == "q1" else m.SEARCH_FOLLOWED
        raise Failure("one row for {!r} of {}".format(*twice), "there are more", known)
