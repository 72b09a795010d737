"""A consumer in the simulator, by one schedule: the run, its effects and its lines."""

from eventlab.sim import Scenario, Schedule


def run(consumer, schedule, **world):
    return Scenario("programs", consumer, **world).run(Schedule.parse(schedule))


def effects(consumer, schedule, **world):
    return dict(run(consumer, schedule, **world).history.effects)


def steps(consumer, schedule, **world):
    return run(consumer, schedule, **world).history.trace().steps


def lines(consumer, schedule, **world):
    return [
        f"{step.kind} {step.source} {step.label}".rstrip()
        for step in steps(consumer, schedule, **world)
    ]
