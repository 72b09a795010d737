"""Coupling picture: who imports whom before and after, and who knows only an event's schema."""

from collections.abc import Mapping

from eventlab.figures.classes import change, draw_states
from eventlab.figures.imports import edited, who_imports_whom
from eventlab.figures.picture import Picture, own_style
from eventlab.figures.relations import Relations

Sources = Mapping[str, str]
BEFORE_AFTER = ("before", "after")


@own_style()
def coupling_picture(
    before: Sources,
    after: Sources | None = None,
    *,
    grown: tuple[Sources, Sources] | None = None,
    names: tuple[str, str] = BEFORE_AFTER,
) -> Picture:
    """Draw what the sources of one program, or of two, know of each other.

    Args:
        before: source texts by module name, as for `who_imports_whom`.
        after: the program after the change; the title counts what that did to the coupling.
        grown: both programs with one thing more. The modules that had to be edited for it get a
            heavy border, and the title counts them.
        names: what to call the two programs, where they are none before and after a change.

    Raises:
        ValueError: what `who_imports_whom` refuses; or `grown` without two programs.
    """
    programs = {"": before} if after is None else dict(zip(names, (before, after), strict=True))
    states = {heading: who_imports_whom(sources) for heading, sources in programs.items()}
    title = _counted(states)
    chosen: dict[str, list[str]] = {heading: [] for heading in states}
    if grown is not None:
        if len(states) != 2 or len(grown) != 2:
            raise ValueError("grown=(before, after) goes with two programs, before and after")
        for (heading, sources), more in zip(programs.items(), grown, strict=True):
            chosen[heading] = edited(sources, more)
        new = sorted({name for more in grown for name in more} - {*before, *(after or {})})
        where = {
            heading: heading if names == BEFORE_AFTER else f"in {heading}" for heading in names
        }
        edits = [f"{' and '.join(chosen[each]) or 'nothing'} {where[each]}" for each in chosen]
        title += f"; adding {' and '.join(new) or 'it'} edits {', '.join(edits)}"
    return draw_states("Coupling", title, states, chosen, "edited to add one more")


def _counted(states: Mapping[str, Relations]) -> str:
    schemas = {
        heading: sum(arrow.how == "schema" for arrow in state.references)
        for heading, state in states.items()
    }
    if len(states) == 1:
        [state] = states.values()
        return f"{change(state, None, 'imports')}; schema edges: {schemas['']}"
    if tuple(states) != BEFORE_AFTER:
        return "schema edges: " + ", ".join(f"{n} in {heading}" for heading, n in schemas.items())
    counted = f"schema edges: {schemas['before']} before, {schemas['after']} after"
    before, after = states.values()
    return f"{change(before, after, 'imports')}; {counted}"
