"""The demo: an example organisation on this machine, and a way in for each kind of person."""
