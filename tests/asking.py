"""One question of each kind, from `kinds/77_all_kinds`, and how a page answers it."""

import contextlib
from pathlib import Path

from eventlab.course.content import Lesson
from eventlab.course.kinds import Unanswered
from eventlab.course.kinds.choice import One, Output
from eventlab.course.kinds.mend import Mend
from eventlab.course.kinds.number import Number
from eventlab.course.kinds.order import Order
from eventlab.course.running import number_of

FOLDER = Path(__file__).parent / "kinds" / "77_all_kinds"
KINDS = Lesson(FOLDER)
ALL_KINDS = KINDS.questions

DRAIN = "def drain(queue):\n    return "
RIGHT_MEND = DRAIN + "[queue.pop(0) for _ in range(len(queue))]"
WRONG = {
    "77-one": [0],
    "77-several": [0, 1],
    "77-order": [0, 2, 1],
    "77-number": "60",
    "77-output": [1],
    "77-typed": "placed\nNone",
    "77-mend": DRAIN + "[queue.pop(0), queue.pop(0), queue.pop(0)]",
}


def ours(id):
    return next(question for question in KINDS.questions if question.id == id)


def right(question):
    """What the page sends for a right answer."""
    if isinstance(question, Order):
        shown = question._shown()
        return [shown.index(i) for i in range(len(shown))]
    if isinstance(question, Number):
        return str(number_of(question.answer))
    if isinstance(question, Mend):
        return RIGHT_MEND if question.id == "77-mend" else question.mended
    if isinstance(question, Output) and question.typed:
        return question.options[question.right()[0]].text
    return [question._shown().index(i) for i in question.right()]


def wrong(question):
    answer = WRONG[question.id]
    if isinstance(question, One | Output) and not getattr(question, "typed", False):
        return [question._shown().index(i) for i in answer]
    if isinstance(question, Order):
        return [question._shown().index(i) for i in answer]
    return answer


def answered(card, answer):
    message = {"action": "answer", "chosen": {"answer": answer, "confidence": [2]}}
    card._handle_custom_msg(message, [])
    return card


def press(card, action, **chosen):
    card._handle_custom_msg({"action": action, "chosen": chosen}, [])
    return card


def shown(card):
    return str(card.view).replace("\\n", "\n")


def tones(card):
    return [block["tone"] for block in card.view if block["block"] == "feedback"]


def controls(card):
    kinds = ("choices", "field", "ordering")
    return [block for block in card.view if block["block"] in kinds]


def settled(question, lines):
    while True:  # until the machine has time for a verdict
        with contextlib.suppress(Unanswered):
            return question.judge(question.read(lines))
