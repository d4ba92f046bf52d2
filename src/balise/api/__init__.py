"""Balise for other programs, over HTTP: a web form of the organisation records what people answer."""
