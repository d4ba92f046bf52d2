"""Reading a list of addressees, of whatever kind, and cleaning it row by row."""
