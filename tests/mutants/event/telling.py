"""Events that lose their cause, or that cannot be told to others and understood from them."""

import json

from mutants.event.plain import MUTANTS, NAMES, Plain


@MUTANTS.rejected_by("follow_ups", "there_and_back")
class CauseForgotten(Plain):
    """A follow-up does not say what led to it."""

    def bonds(self):
        return {"correlationid": self.correlationid}


@MUTANTS.rejected_by("follow_ups", "there_and_back")
class CorrelationForgotten(Plain):
    """Every follow-up begins a correlation of its own."""

    def bonds(self):
        return {"causationid": self.id}


@MUTANTS.rejected_by("follow_ups")
class CorrelationOfTheCause(Plain):
    """The correlation is the id of the last event, not of the first."""

    def bonds(self):
        return {"correlationid": self.id, "causationid": self.id}


@MUTANTS.rejected_by("follow_ups")
class CauseOfTheFirst(Plain):
    """Everything is said to be caused by the first event."""

    def bonds(self):
        return {"correlationid": self.correlationid, "causationid": self.correlationid}


@MUTANTS.rejected_by("follow_ups")
class SameIdAgain(Plain):
    """A follow-up has the id of its cause."""

    def caused(self, type, data=None, **attributes):
        return super().caused(type, data, **{"id": self.id} | attributes)


@MUTANTS.rejected_by("follow_up_of_another", "there_and_back")
class SourceForgotten(Plain):
    """A follow-up does not speak for the source of its cause."""

    def caused(self, type, data=None, **attributes):
        return super().caused(type, data, **{"source": "/eventlab"} | attributes)


@MUTANTS.rejected_by("there_and_back")
class NamesOfItsOwn(Plain):
    """The attributes are written under names that CloudEvents does not know."""

    def document(self):
        document = super().document()
        return {"name" if name == "type" else name: value for name, value in document.items()}

    @classmethod
    def from_json(cls, document):
        return super().from_json(document.replace(b'"name"', b'"type"', 1))


@MUTANTS.rejected_by("there_and_back")
class SecondsOnly(Plain):
    """The time is written as a number that says nothing of its zone."""

    def document(self):
        return super().document() | {"time": self.time.replace(tzinfo=None).isoformat()}


@MUTANTS.rejected_by("there_and_back", "refuses_what_is_no_event")
class TimeNotRead(Plain):
    """The time is written, and not read back."""

    @classmethod
    def kept(cls, name, value):
        return name != "time" and super().kept(name, value)


@MUTANTS.rejected_by("reads_what_others_write")
class StrangersForgotten(Plain):
    """An attribute that it does not know is dropped when it is read."""

    @classmethod
    def kept(cls, name, value):
        return name in NAMES and super().kept(name, value)


@MUTANTS.rejected_by("reads_what_others_write")
class NullIsAValue(Plain):
    """An attribute that is null is kept, and written again."""

    @classmethod
    def kept(cls, name, value):
        return name != "specversion"


@MUTANTS.rejected_by("refuses_what_is_no_event")
class TakesAnyVersion(Plain):
    """It does not look at the version of the document."""

    @classmethod
    def inspect(cls, found):
        cls.inspect_attributes(found if isinstance(found, dict) else {})


@MUTANTS.rejected_by("refuses_what_is_no_event")
class FillsInWhatIsMissing(Plain):
    """What a document does not say is made up."""

    @classmethod
    def from_json(cls, document):
        found = json.loads(document)
        made_up = {"id": "1", "source": "/shop", "type": "Something"}
        return super().from_json(json.dumps(made_up | found if found else found))
