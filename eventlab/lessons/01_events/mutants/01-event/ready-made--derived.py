# The package's own class does the work.
import eventlab


class Event(eventlab.Event):
    pass
