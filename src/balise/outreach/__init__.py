"""Many acts at once: lists of addressees, screening, sending."""
