"""The command `todoke` for a trial: the one of this working copy, whatever is installed."""

import sys

from todoke.cli.main import main

if __name__ == "__main__":
    sys.argv[0] = "todoke"
    main()
