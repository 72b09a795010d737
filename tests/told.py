"""What nobody may read of a question before it is answered."""

from eventlab.course.kinds import Question


def explanations(question: Question) -> list[str]:
    """Return why each known answer is right or wrong."""
    parts = (getattr(question, name, ()) for name in ("options", "items", "wrong"))
    alone = getattr(question, "why", None)
    return [*(part.why for some in parts for part in some), *filter(None, [alone])]


def secrets(question: Question) -> list[str]:
    """Return all texts that give something away."""
    code = [getattr(question, name) for name in ("mended", "probe") if hasattr(question, name)]
    return [question.hint, *question.steps, *question.mistakes, *explanations(question), *code]
