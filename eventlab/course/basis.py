"""What everything that a learner can be asked has in common."""

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1)]
Id = Annotated[str, Meta(pattern=r"^(\d\d|practice)-[a-z0-9-]+$")]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Refuses keys that it does not know, so that a misspelt one is found."""


class Entry(Strict, frozen=True):
    """What a learner can be asked; `concept` says in a word what it is about."""

    id: Id
    concept: Text
