# The package's own bus under another name.
import eventlab


class Bus(eventlab.Bus):
    pass
