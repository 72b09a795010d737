"""Registries that read or write a payload otherwise than its class says."""

from dataclasses import MISSING, fields

from mutants.schema.plain import MUTANTS, Plain


@MUTANTS.rejected_by("round_trip", "defaults", "tolerant", "step_by_step", at_least=True)
class ReturnsTheData(Plain):
    """What is read is a dict and no payload."""

    def convert(self, cls, data, path=""):
        super().convert(cls, data, path)
        return dict(data)


@MUTANTS.rejected_by("missing")
class FillsInNone(Plain):
    """A field that is missing is read as None."""

    def lacks(self, field, path, found):
        found[field.name] = None


@MUTANTS.rejected_by("missing")
class MissingInPythonsWords(Plain):
    """What is missing is told by the class, with a TypeError."""

    def lacks(self, field, path, found):
        pass


@MUTANTS.rejected_by("missing")
class NamesNoField(Plain):
    """What is missing is refused, and not named."""

    def lacks(self, field, path, found):
        raise ValueError("the payload is not complete")


@MUTANTS.rejected_by("defaults")
class TakesEmptyForMissing(Plain):
    """A value that is empty or false is replaced by the default, if there is one."""

    def convert(self, cls, data, path=""):
        optional = {field.name for field in fields(cls) if field.default is not MISSING}
        there = {name: value for name, value in data.items() if value or name not in optional}
        return super().convert(cls, there, path)


@MUTANTS.rejected_by("defaults")
class IgnoresDefaults(Plain):
    """Every field must be there, also one with a default."""

    def convert(self, cls, data, path=""):
        for field in fields(cls):
            if field.name not in data:
                self.lacks(field, path, {})
        return super().convert(cls, data, path)


@MUTANTS.rejected_by("wrong_type", "refused_at_the_writer", "inside")
class LooksAtNamesOnly(Plain):
    """Any value goes, as dataclasses themselves have it."""

    def check_type(self, kind, value, path):
        pass


@MUTANTS.rejected_by("wrong_type", "inside")
class ConvertsValues(Plain):
    """The text "30" becomes a number, and any value a text."""

    def value(self, kind, value, path):
        try:
            return kind(value) if kind in (int, str) else super().value(kind, value, path)
        except TypeError:
            return super().value(kind, value, path)
        except ValueError:
            raise ValueError(f"{path}: {value!r} is no {kind.__name__}") from None


@MUTANTS.rejected_by("wrong_type")
class TakesTrueForANumber(Plain):
    """True is an int to isinstance."""

    def check_type(self, kind, value, path):
        if not isinstance(value, kind):
            super().check_type(kind, value, path)


@MUTANTS.rejected_by("tolerant", "from_the_future", at_least=True)
class RefusesTheUnknown(Plain):
    """A field that the class does not have is refused."""

    def convert(self, cls, data, path=""):
        if unknown := data.keys() - {field.name for field in fields(cls)}:
            raise ValueError(f"{path}: who knows {sorted(unknown)}?")
        return super().convert(cls, data, path)


@MUTANTS.rejected_by("refused_at_the_writer")
class WritesAnything(Plain):
    """Only the reader looks at the payload."""

    def check_written(self, cls, data):
        pass


@MUTANTS.rejected_by("inside")
class NamesTheOuterField(Plain):
    """An error inside a payload is told as one of its field."""

    def value(self, kind, value, path):
        return super().value(kind, value, path.partition("[")[0].partition(".")[0])
