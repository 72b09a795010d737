"""What is tried on `choose(case)`: each choice is made in a small shop, and decides itself."""

from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import show, step

from .trial import CASES, WAYS

choose = Task("12-choose", "choose")

ANOTHER_WORD = Mistake(
    "another-word",
    "The answer is none of the three words, to the letter.",
    'the three words in the task: "event", "queue" and "call".',
)
ALWAYS = Mistake(
    "always",
    "It answers the same to all five: everything goes over the bus, or through the queue.",
    "the cases in which somebody needs an answer, or two things must not come apart.",
)
NEVER = Mistake(
    "never",
    "It answers the same to all five: everybody calls everybody, as if there were no events.",
    "the cases in which several react, or in which nobody is there at the moment.",
)
ASKS = Mistake(
    "asks-by-event",
    "Publishing returns when the handlers have run, and brings no answer back.",
    "who needs what, and when: the page is shown now.",
)
ANSWER_LATE = Mistake(
    "answer-comes-too-late",
    "A queue is for work that can wait. The page cannot.",
    "who needs what, and when: the page is shown now.",
)
DETOUR = Mistake(
    "detour-for-one",
    "One caller and one callee that nobody else listens to: what lies between them only hides them "
    "from each other, and their errors from you.",
    "how many react, today and in sight. With one, a call says more.",
)
COMES_APART = Mistake(
    "comes-apart",
    "The event tells of a withdrawal that is committed: what comes after it can fail by itself.",
    "what must happen together or not at all, and how many transactions there are.",
)
NAMES_ALL = Mistake(
    "names-every-reaction",
    "Whoever calls has a list of all that react, and has to be edited for each newcomer.",
    "who reacts, and who should have to know.",
)
ONE_COPY = Mistake(
    "shares-one-copy",
    "The workers of one queue share the work: each event goes to one of them.",
    "how many shall get the same event. (Each with a queue of its own, behind a bus, would do.)",
)
BOTH_AT_ONCE = Mistake(
    "both-at-once",
    "A call needs the other side at this moment, and fails with it.",
    "who has to be there when an order comes in at night.",
)
NOT_KEPT = Mistake(
    "not-kept",
    "A bus in memory hands on now, and keeps nothing for one that is away.",
    "what is left of the event in the morning.",
)

PRICE, SAVE, TRANSFER, REACTIONS, LETTERS = CASES


@choose.shape
def a_function(choose: Any) -> None:
    """You hand in a function that takes a case."""
    is_function(choose, "choose(case)")


@choose.shape
def one_of_three_words(choose: Any) -> None:
    """Each answer is one of the three words."""
    for case in CASES:
        step(f"choose({case!r})")
        answer = choose(case)
        if answer not in WAYS:
            raise Failure(f"one of {', '.join(WAYS)}", show(answer), ANOTHER_WORD)


@choose.behaviour
def an_answer_now(choose: Any) -> None:
    """Somebody needs an answer before anything else can happen."""
    expect(choose, PRICE, {"event": ASKS, "queue": ANSWER_LATE})


@choose.behaviour
def many_react(choose: Any) -> None:
    """Several react to one fact, each of them, and more will."""
    expect(choose, REACTIONS, {"call": NAMES_ALL, "queue": ONE_COPY})


@choose.edge
def somebody_is_away(choose: Any) -> None:
    """The work can wait, and whoever does it is not there."""
    expect(choose, LETTERS, {"call": BOTH_AT_ONCE, "event": NOT_KEPT})


@choose.edge
def one_and_one(choose: Any) -> None:
    """One caller, one callee, and nobody else who cares."""
    expect(choose, SAVE, {"event": DETOUR, "queue": DETOUR})


@choose.fault
def together(choose: Any) -> None:
    """Two things happen together or not at all."""
    expect(choose, TRANSFER, {"event": COMES_APART, "queue": COMES_APART})


def expect(choose: Any, case: str, known: dict[str, Mistake]) -> None:
    """Make the choice in a running shop, and demand that it comes out as wanted."""
    step(f"choose({case!r})")
    answer = choose(case)
    outcome = CASES[case](answer)
    if not outcome.fits:
        same = {choose(other) for other in CASES} == {answer}
        one = NEVER if answer == "call" else ALWAYS
        raise Failure(
            "a way in which the shop does what is wanted",
            f"you said {answer!r}: {outcome.words}",
            one if same else known[answer],
        )
