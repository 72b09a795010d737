"""What the checks have in common: the list that they add themselves to, and two consumers."""

import simulated

CHECKS = {}


def promise(check):
    CHECKS[check.__name__] = check
    return check


def lines(consumer, schedule, **world):
    """Write each step with whom it goes to."""
    return [
        f"{step.kind} {step.source} {step.target} {step.label}".rstrip()
        for step in simulated.steps(consumer, schedule, **world)
    ]


def sends(event, mail):
    mail.send(event.id)


def sends_twice(event, mail, payment):
    payment.charge(event.id)
    mail.send(event.id)
