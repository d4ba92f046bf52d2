"""Balise keeps relations with clients inside their limits: ask before acting, the written policy answers."""

__version__ = "0.1.0"
