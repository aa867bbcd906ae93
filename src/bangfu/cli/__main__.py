"""`python -m bangfu.cli` is the `bangfu` command."""

import sys

from bangfu.cli import main

if __name__ == "__main__":
    sys.exit(main())
