"""Events that can be changed, that do not know their equals, or that take what they should not."""

from datetime import UTC, datetime
from types import MappingProxyType

from mutants.event.plain import MUTANTS, Plain


@MUTANTS.rejected_by("attributes_stay")
class CanBeAssigned(Plain):
    """An attribute can be given another value."""

    def __setattr__(self, name, value):
        vars(self)["said"][name] = value


@MUTANTS.rejected_by("attributes_stay")
class CanBeDeleted(Plain):
    """An attribute can be taken away."""

    def __delattr__(self, name):
        vars(self)["said"].pop(name)


@MUTANTS.rejected_by("owns_its_data", "frozen_all_the_way_down", at_least=True)
class KeepsWhatItIsGiven(Plain):
    """The publisher's own objects are its data."""

    def freeze(self, value, where, around):
        return value


@MUTANTS.rejected_by("owns_its_data", "frozen_all_the_way_down", at_least=True)
class ShallowFreeze(Plain):
    """Only the outermost dict is copied and frozen."""

    def freeze(self, value, where, around):
        return MappingProxyType(dict(value))


@MUTANTS.rejected_by("owns_its_data")
class TuplesAsTheyAre(Plain):
    """A tuple cannot change, so what is in it is not looked at."""

    def frozen_tuple(self, value, freeze):
        return value


@MUTANTS.rejected_by("frozen_all_the_way_down")
class ListsCopied(Plain):
    """Lists are copied, and stay lists."""

    def frozen_list(self, inside):
        return inside


@MUTANTS.rejected_by("frozen_all_the_way_down")
class DictsCopied(Plain):
    """Dicts are copied, and stay dicts."""

    def frozen_dict(self, inside):
        return inside


@MUTANTS.rejected_by("equal_by_value", "equal_hashes", "one_moment", "there_and_back")
class OnlyItself(Plain):
    """An event is equal to itself alone."""

    def __eq__(self, other):
        return self is other

    __hash__ = Plain.__hash__


@MUTANTS.rejected_by("equal_by_value")
class SameIdSameEvent(Plain):
    """Two events with one id are taken for equal, whatever they say."""

    def compared(self):
        return self.id


@MUTANTS.rejected_by("equal_by_value")
class TimeDoesNotCount(Plain):
    """Two events that differ in their time alone are equal."""

    def compared(self):
        return {**self.said, "time": None}


@MUTANTS.rejected_by("equal_by_value")
class EqualToItsText(Plain):
    """Whatever has the event's type for its text is equal to it."""

    def __eq__(self, other):
        return other == self.type if isinstance(other, str) else super().__eq__(other)

    __hash__ = Plain.__hash__


@MUTANTS.rejected_by("equal_hashes", "one_moment")
class HashOfTheObject(Plain):
    """Equal events have hashes of their own."""

    def __hash__(self):
        return id(self)


@MUTANTS.rejected_by("equal_hashes")
class HashInTheOrderOfWriting(Plain):
    """The hash depends on the order in which the data's keys were written."""

    def __hash__(self):
        return hash(str(self.data))


@MUTANTS.rejected_by("equal_hashes", "one_moment")
class NoHash(Plain):
    """It has an equality and no hash, as a plain dataclass."""

    def __eq__(self, other):
        return super().__eq__(other)

    __hash__ = None


@MUTANTS.rejected_by("time_has_a_zone")
class NaiveTime(Plain):
    """A time without a zone is taken for the local time of whoever runs it."""

    def when(self, time):
        return self.in_utc(self.now() if time is None else time)


@MUTANTS.rejected_by("time_has_a_zone")
class TimeOfItsClass(Plain):
    """The present is looked up once, when the class is made."""

    LOADED = datetime.now(UTC)

    def now(self):
        return self.LOADED


@MUTANTS.rejected_by("time_has_a_zone")
class LocalNow(Plain):
    """The present has no time zone."""

    def when(self, time):
        return datetime.now() if time is None else super().when(time)  # noqa: DTZ005


@MUTANTS.rejected_by("one_moment")
class OtherZoneOtherText(Plain):
    """The zone is kept as it is given, and written."""

    def in_utc(self, time):
        return time


@MUTANTS.rejected_by("ids_of_their_own")
class IdOfWhatItSays(Plain):
    """The id is made from nothing but the type and the attributes that are given."""

    def __init__(self, type, data=None, **attributes):
        said = f"{type} {data} {sorted(attributes)}"
        super().__init__(type, data, **{"id": said} | attributes)


@MUTANTS.rejected_by("refuses_what_json_has_no_form_for")
class TakesAnything(Plain):
    """What JSON has no form for is found out later, by who writes it."""

    def leaf(self, value, where):
        return value


@MUTANTS.rejected_by("refuses_what_json_has_no_form_for")
class TakesAnyKey(Plain):
    """A key that is no text is taken, and comes back from JSON as one."""

    def inspect_key(self, key, where):
        """Take it."""


@MUTANTS.rejected_by("refuses_what_has_no_end")
class GoesOnForEver(Plain):
    """It follows what contains itself until the stack is full."""

    def freeze(self, value, where, around):
        return super().freeze(value, where, ())


@MUTANTS.rejected_by("refuses_empty_names")
class TakesEmptyText(Plain):
    """An empty type is a type."""

    def text(self, name, value):
        return value if value == "" else super().text(name, value)


@MUTANTS.rejected_by("refuses_empty_names")
class TakesNumbers(Plain):
    """A number is taken for a name."""

    def text(self, name, value):
        return str(value) if isinstance(value, int) else super().text(name, value)
