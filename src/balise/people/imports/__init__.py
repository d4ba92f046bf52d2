"""Staff and clients from a file and back: read, map, check, apply, export. Nothing goes in half."""
