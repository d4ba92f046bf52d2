"""Who is addressed in a campaign: lists attached to it, their columns, and clients of ours."""
