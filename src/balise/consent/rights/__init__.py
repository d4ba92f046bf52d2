"""A client’s rights: to see all that is held about them, to have it mended or erased, to complain."""
