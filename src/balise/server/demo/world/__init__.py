"""The demo organisation: a year of its life, told by calling the real operations, so that the journal tells
it too.
"""
