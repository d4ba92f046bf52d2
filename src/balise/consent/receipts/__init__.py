"""Receipts: what someone agreed to or took back, signed, as data, as a letter, and for health systems."""
