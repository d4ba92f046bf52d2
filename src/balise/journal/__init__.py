"""The journal: who did what, when, to whom; a log that nobody can bend without being found out.

It knows no room above it: people and objects are references such as `staff:7c0e…` or `gift:12`.
"""
