"""The command line: `balise ask`, `facts`, `check`, `cases`, `explain`, `annex`.

`app` says which commands there are; each command is one module, imported when called. Help comes at once
because the engine stays on the shelf.
"""

from balise.cli.app import main

__all__ = ["main"]
