"""Consents that exist already, from a spreadsheet: columns, a dry run, then all of them or none."""
