"""The pages on which someone decides whether two records are one person's."""
