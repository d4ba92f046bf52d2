"""The preference page: what a client lets us send, theirs to change, without an account."""
