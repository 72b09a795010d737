"""What came from a broker and is no event."""

from eventlab.event import Event


def unreadable(body: bytes, *, source: str, id: str, why: str) -> Event:
    """Return an event that stands for it: of type "unreadable", with `body` and `why` as data."""
    text = body.decode(errors="backslashreplace")
    return Event("unreadable", {"body": text, "why": why}, source=source, id=id)
