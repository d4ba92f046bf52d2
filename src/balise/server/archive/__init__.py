"""Backups: one file that holds the whole installation, encrypted under a passphrase, and the way back from
it.
"""
