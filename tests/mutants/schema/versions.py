"""Registries that lose their way between the versions."""

from eventlab import Event
from mutants.schema.plain import MUTANTS, Plain


@MUTANTS.rejected_by("step_by_step")
class SkipsAStep(Plain):
    """From whatever version: only the last step is taken."""

    def climb(self, event, version, newest):
        old = version < newest
        return self.lead_on(event.type, newest - 1, event.data) if old else event.data


@MUTANTS.rejected_by("step_by_step")
class BeginsAtTheBeginning(Plain):
    """Every event that is old is led up from version 1, whatever it was written in."""

    def climb(self, event, version, newest):
        return super().climb(event, 1 if version < newest else version, newest)


@MUTANTS.rejected_by("step_by_step", "same_event")
class ChangesTheStoredEvent(Plain):
    """The newer data are put into the event that was given."""

    def climb(self, event, version, newest):
        data = super().climb(event, version, newest)
        object.__setattr__(event, "data", data)
        object.__setattr__(event, "dataschema", self.uri(event.type, newest))
        return data

    def upcast(self, event):
        return Event(event.type, super().upcast(event).data)


@MUTANTS.rejected_by("missing_step")
class FindsTheGapTooLate(Plain):
    """A missing step is found when the first event needs it."""

    def check_way(self, type, version):
        pass


@MUTANTS.rejected_by("missing_step")
class NamesNoGap(Plain):
    """A missing step is refused, and not named."""

    def check_way(self, type, version):
        if len([step for kind, step in self.steps if kind == type]) < version - 1:
            raise ValueError(f"{type}: a step is missing")


@MUTANTS.rejected_by("in_any_order")
class LastRegisteredIsNewest(Plain):
    """The version that was registered last counts as the newest."""

    def newest(self, type):
        super().newest(type)
        return list(self.payloads[type].items())[-1]


@MUTANTS.rejected_by("without_a_version", "types_apart", "inside")
class WantsAVersion(Plain):
    """An event without a dataschema is refused."""

    def version(self, event):
        if event.dataschema is None:
            raise ValueError("this event has no version")
        return super().version(event)


@MUTANTS.rejected_by("from_the_future")
class RefusesTheFuture(Plain):
    """An event of a newer version is refused, whatever it holds."""

    def read(self, event):
        if event.type in self.payloads and self.version(event) > self.newest(event.type)[0]:
            raise ValueError("a version that nobody knows")
        return super().read(event)


@MUTANTS.rejected_by("types_apart")
class StepsForAllTypes(Plain):
    """The steps are kept by their version alone."""

    def keep_step(self, type, version, step):
        self.steps[version] = step
        return super().keep_step(type, version, step)

    def lead_on(self, type, version, data):
        self.steps[type, version] = self.steps[version]
        return super().lead_on(type, version, data)


@MUTANTS.rejected_by("another_schema")
class LooksAtTheNumberOnly(Plain):
    """Of a dataschema only the number at its end is looked at."""

    def version(self, event):
        return int((event.dataschema or ":1").rpartition(":")[2])


@MUTANTS.rejected_by("unknown_type")
class SkipsUnknownTypes(Plain):
    """An event of an unknown type is read as nothing."""

    def read(self, event):
        return super().read(event) if event.type in self.payloads else None


@MUTANTS.rejected_by("taken")
class TheLastOneWins(Plain):
    """A second step or payload takes the place of the first."""

    def keep_step(self, type, version, step):
        self.steps.pop((type, version), None)
        return super().keep_step(type, version, step)

    def keep_payload(self, type, version, payload):
        self.payloads.get(type, {}).pop(version, None)
        return super().keep_payload(type, version, payload)


@MUTANTS.rejected_by("failing_step")
class StepsFailAsTheyLike(Plain):
    """The error of a step comes out as it is."""

    def lead_on(self, type, version, data):
        return self.steps[type, version](data)


@MUTANTS.rejected_by("same_event")
class ANewEvent(Plain):
    """What was led up is another event, with an id of its own."""

    def renewed(self, event, data, newest):
        return Event(event.type, data, dataschema=self.uri(event.type, newest))


@MUTANTS.rejected_by("same_event")
class KeepsTheOldVersion(Plain):
    """The newer data still say that they are of the old version."""

    def renewed(self, event, data, newest):
        return super().renewed(event, data, self.version(event))


@MUTANTS.rejected_by("step_by_step", "same_event")
class AlwaysVersionOne(Plain):
    """Every version is written as version 1."""

    def uri(self, type, version):
        return f"urn:plain:{type}:1"
