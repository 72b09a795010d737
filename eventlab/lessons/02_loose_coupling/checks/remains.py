"""What is tried on `what_couples`: each change is made in a running shop, and decides itself."""

from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import show, step

from .trial import CHANGES, try_out

remains = Task("02-remains", "what_couples")
WORDS = ("none", "schema", "meaning", "time", "bus")

ANOTHER_WORD = Mistake(
    "another-word",
    "The answer is none of the five words, to the letter.",
    'the five words in the task: "none", "schema", "meaning", "time", "bus".',
)
COUPLING_IS_GONE = Mistake(
    "coupling-is-gone",
    "It takes the parts for independent because they do not know each other.",
    "what they still share: the event's form, what it means, the time it takes, the bus.",
)
NOTHING_IS_LOOSE = Mistake(
    "nothing-is-loose",
    "It sees a tie where all others went on as before.",
    "who of the others would have to be edited. If nobody, the answer is none.",
)
EVERY_CHANGE_BREAKS = Mistake(
    "every-change-breaks",
    "It takes every change of the form for a break. A reader passes over a field that is new.",
    "which fields the reactions read, and whether one of them is missing now.",
)
FORM_FOR_MEANING = Mistake(
    "form-taken-for-meaning",
    "Somebody failed because the form is another. A wrong meaning makes nobody fail.",
    "what was raised: the machine has noticed.",
)
MEANING_FOR_FORM = Mistake(
    "meaning-taken-for-form",
    "The form is the same, so no program can notice. What it stands for has changed.",
    "whether anybody has failed. If nobody has, and the result is wrong, what is that called?",
)
GOES_ON_AT_ONCE = Mistake(
    "publisher-goes-on-at-once",
    "It takes publishing for handing over. This bus calls the handlers before publish returns.",
    "how long the checkout took.",
)
BLAMES_THE_BUS = Mistake(
    "blames-the-bus",
    "It takes the bus for the cause of what goes over it.",
    "which part was changed, and whether publishers of other events would notice.",
)
OVERLOOKS_THE_BUS = Mistake(
    "overlooks-the-bus",
    "The bus itself was changed, and it is shared by all who publish, whatever the event.",
    "who calls `publish`, in this shop and in the next: each has to be edited.",
)


@remains.shape
def a_function(what_couples: Any) -> None:
    """You hand in a function that takes a change."""
    is_function(what_couples, "what_couples(change)")


@remains.shape
def one_of_five_words(what_couples: Any) -> None:
    """Each answer is one of the five words."""
    for change in CHANGES:
        step(f"what_couples({change!r})")
        answer = what_couples(change)
        if answer not in WORDS:
            raise Failure(f"one of {', '.join(WORDS)}", show(answer), ANOTHER_WORD)


@remains.behaviour
def reactions_come_and_go(what_couples: Any) -> None:
    """A reaction that comes or goes: what ties the others to it?"""
    known = dict.fromkeys(WORDS, NOTHING_IS_LOOSE)
    expect(what_couples, "stock is taken out", known)
    expect(what_couples, "shipping subscribes as well", known)


@remains.behaviour
def another_form(what_couples: Any) -> None:
    """A field gets another name: what ties the others to it?"""
    known = {"none": COUPLING_IS_GONE, "meaning": FORM_FOR_MEANING, "bus": BLAMES_THE_BUS}
    expect(what_couples, "the field total is renamed to amount", known)


@remains.edge
def one_field_more(what_couples: Any) -> None:
    """A field is added: what ties the others to it?"""
    known = {"schema": EVERY_CHANGE_BREAKS}
    expect(what_couples, "the event carries a note as well", known, NOTHING_IS_LOOSE)


@remains.edge
def another_unit(what_couples: Any) -> None:
    """A field keeps its name and gets another unit: what ties the others to it?"""
    known = {"none": COUPLING_IS_GONE, "schema": MEANING_FOR_FORM, "bus": BLAMES_THE_BUS}
    expect(what_couples, "the field total is now in cents", known)


@remains.edge
def another_occasion(what_couples: Any) -> None:
    """The same event is published on another occasion: what ties the others to it?"""
    known = {"none": COUPLING_IS_GONE, "schema": MEANING_FOR_FORM, "bus": BLAMES_THE_BUS}
    expect(what_couples, "OrderPlaced is published for a saved basket too", known)


@remains.fault
def a_slow_reaction(what_couples: Any) -> None:
    """A reaction is slow: what ties the others to it?"""
    known = {"none": GOES_ON_AT_ONCE, "bus": BLAMES_THE_BUS}
    expect(what_couples, "mail needs a minute for each receipt", known)


@remains.fault
def another_bus(what_couples: Any) -> None:
    """The bus wants to be called in another way: what ties the others to it?"""
    known = {"none": COUPLING_IS_GONE}
    expect(what_couples, "publish wants a topic beside the event", known, OVERLOOKS_THE_BUS)


def expect(
    what_couples: Any, change: str, known: dict[str, Mistake], rest: Mistake | None = None
) -> None:
    """Make the change, and demand the word for what came of it."""
    word, happened = try_out(change)
    step(f"what_couples({change!r})")
    answer = what_couples(change)
    step(f"in the running shop: {happened}")
    if answer != word:
        raise Failure(
            "the word for what came of it in the shop",
            f"you said {answer!r}",
            known.get(answer, rest),
            look="the last line above, and then the five words in the task.",
        )
