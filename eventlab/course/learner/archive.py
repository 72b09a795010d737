"""Taking the learner's history along, and erasing it."""

from pathlib import Path

from eventlab.course.learner.history import history, home


def export_progress(file: str | Path) -> str:
    """Write the history to a new file: one event a line, as CloudEvents 1.0 in JSON.

    Old events are written in their newest version. Returns what was done, in a sentence.

    Raises:
        FileExistsError: there is such a file already; nothing of it is touched.
        OSError: it cannot be written, or the history cannot be read.
    """
    events = history(home()).read()
    if trouble := history(home()).trouble:
        raise OSError(f"the history {trouble}, so an export would not be whole")
    try:
        with Path(file).open("xb") as lines:
            lines.writelines(event.to_json() + b"\n" for event in events)
    except FileExistsError:
        raise FileExistsError(f"{file} is there already: name a new file") from None
    return (
        f"{_count(len(events), 'event')} written to {file}, one a line (CloudEvents 1.0 in JSON)."
    )


def erase_progress(*, insist: bool = False) -> str:
    """Erase the history; without `insist`, only say what would be erased.

    What goes is every answer, bet, verdict and hint that was recorded, and the files that were set
    aside because they were old or damaged. Your notebooks stay. Other notebooks that are open go on
    with an empty history.

    Raises:
        OSError: it could not be erased.
    """
    kept = history(home())
    events, aside = kept.read(), kept.set_aside()
    what = [f"{_count(len(events), 'event')} in {kept.path}"]
    if events:
        about = len({event.subject for event in events})
        what[0] += f", about {_count(about, 'thing')}, since {min(e.time for e in events):%Y-%m-%d}"
    if aside:
        what.append(f"{_count(len(aside), 'older file')} beside it")
    told = "; ".join(what)
    if not insist:
        return (
            f"This would erase for ever: {told}. Your notebooks stay. To keep a copy first: "
            "export_progress(FILE), or `eventlab progress --export FILE`. To erase: "
            "erase_progress(insist=True), or `eventlab progress --erase --yes`."
        )
    if not kept.erase():
        raise OSError(f"not all could be erased: {kept.trouble or 'a file is in use'}")
    return f"Erased: {told}. Your notebooks stay."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
