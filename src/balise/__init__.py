"""Balise keeps every relation with a client inside its limits: ask before acting, and the written policy answers."""

__version__ = "0.1.0"
