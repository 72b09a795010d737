"""`python -m eventlab` is the command `eventlab`, also where no script is on the PATH."""

import sys

from eventlab.course.cli import main

if __name__ == "__main__":
    sys.exit(main())
