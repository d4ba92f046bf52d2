"""The template tags of Balise: `{% load balise %}`."""
