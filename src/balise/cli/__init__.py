"""The command line: `balise ask`, `facts`, `check`, `cases`, `explain`, `annex`.

`app` says which commands there are, each command is one module that is imported when it is called: help comes at once because the
engine stays on the shelf.
"""

from balise.cli.app import main

__all__ = ["main"]
