# The package's own class is handed in.
from eventlab import Event
