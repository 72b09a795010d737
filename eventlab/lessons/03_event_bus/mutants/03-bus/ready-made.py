# The package's own bus is handed in.
from eventlab import Bus
