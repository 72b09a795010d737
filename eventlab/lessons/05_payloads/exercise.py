# %% [markdown]
# # Exercises: payloads
#
# Three tasks: read a payload at the boundary, lead old events up to the newest version, and say who
# may be upgraded first. Everything that you need stands in
# [lesson 05](../notebooks/05_payloads.ipynb).

# %%
from dataclasses import MISSING, fields, replace

from eventlab.course import check, hint, method_of, solution

# %% [markdown]
# ## 1. Read a payload
#
# `payload` is a frozen dataclass, `data` is what stands in an event. Return an instance, or raise a
# `ValueError` that names the field.
#
# - A field that is missing gets its default. Without a default the event is refused. (A default
#   stands in `field.default`, or `field.default_factory` makes it; `MISSING` means there is none.)
# - A value must have exactly the type `field.type`: nothing is converted, `True` is no `int`, and a
#   `null` is a value like any other.
# - A field that the class does not have is skipped.


# %%
def parse(payload, data):
    """Return the payload that the data stand for, or raise a ValueError that names a field."""
    # SOLUTION
    found = {}
    for field in fields(payload):
        if field.name in data:
            value = data[field.name]
            if type(value) is not field.type:
                raise ValueError(f"{field.name} is {value!r}, not of type {field.type.__name__}")
            found[field.name] = value
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return payload(**found)
    # STUB
    # raise NotImplementedError
    # END


# %%
check("05-schema", parse)

# %% [markdown]
# ## 2. A chain of upcasters
#
# `steps` is a dict: `steps[2]` is a function that takes the data of version 2 and returns those of
# version 3. The newest version is therefore one more than the highest key, and 1 if there is none.
# Two functions are given: the first says which version an event was written in.


# %%
def version_of(event):
    """Return 2 for "urn:shop:OrderPlaced:2", and 1 for an event that does not say."""
    return int((event.dataschema or ":1").rpartition(":")[2])


def schema_of(type, version):
    """Return what an event of that type and version has for its `dataschema`."""
    return f"urn:shop:{type}:{version}"


# %% [markdown]
# A gap in the steps is refused when the chain is made: by a `ValueError` that names the version
# from which no step leads on.


# %%
class Upcasters:
    def __init__(self, steps):
        # SOLUTION
        self.steps = steps
        self.newest = max(steps, default=0) + 1
        for version in range(1, self.newest):
            if version not in steps:
                raise ValueError(f"no upcaster leads on from version {version}")
        # STUB
        # raise NotImplementedError
        # END


# %% [markdown]
# `upcast(event)` returns the event in the newest version: its data led up step by step, its
# `dataschema` renewed, all else as it was. (`replace(event, data=...)` makes such a copy.)
#
# An event of the newest version, or of one that is newer still, comes back as it is. When a step
# fails, raise a `ValueError` that names the version it should have led on from. The stored event
# never changes.


# %%
@method_of(Upcasters)
def upcast(self, event):
    # SOLUTION
    version, data = version_of(event), event.data
    if version >= self.newest:
        return event
    for step in range(version, self.newest):
        try:
            data = self.steps[step](data)
        except Exception as error:
            raise ValueError(f"the upcaster from version {step} failed: {error!r}") from error
    return replace(event, data=data, dataschema=schema_of(event.type, self.newest))
    # STUB
    # raise NotImplementedError
    # END


# %%
check("05-upcasters", Upcasters)

# %% [markdown]
# ## 3. Who may be upgraded first?
#
# `old` and `new` are two versions of a payload. An old reader may meet a new event, a new reader
# may meet an old one; there is no upcaster. Return
#
# - `"anyone"` if both read whatever they may meet,
# - `"writers"` if only old readers do: the writers go first,
# - `"readers"` if only new readers do: the readers go first,
# - `"nobody"` if neither does.
#
# A field without a default is always written; one with a default may be missing in an event. A
# function that asks this of a field is given. The check tries real readers on real events.


# %%
def is_required(field):
    """Say whether a field has no default."""
    return field.default is MISSING and field.default_factory is MISSING


# %%
def who_first(old, new):
    """Return "anyone", "writers", "readers" or "nobody"."""
    # SOLUTION
    old_reads, new_reads = can_read(old, new), can_read(new, old)
    if old_reads and new_reads:
        return "anyone"
    return "writers" if old_reads else "readers" if new_reads else "nobody"
    # STUB
    # raise NotImplementedError
    # END


# %% [markdown]
# You may want a function for one direction, which you then ask twice.


# %%
def can_read(reader, writer):
    """Say whether a service with the class `reader` can read whatever one with `writer` writes."""
    # SOLUTION
    written = {field.name: field for field in fields(writer)}
    for field in fields(reader):
        other = written.get(field.name)
        if other and other.type is not field.type:
            return False
        always_written = other is not None and is_required(other)
        if is_required(field) and not always_written:
            return False
    return True
    # STUB
    # raise NotImplementedError
    # END


# %%
check("05-compatibility", who_first)

# %% [markdown]
# Stuck? The next cell gives the first hint, and after another try a nearer one.

# %%
hint("05-compatibility")
