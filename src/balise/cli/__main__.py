"""`python -m balise.cli` is the command `balise`."""

from balise.cli import main

main()
