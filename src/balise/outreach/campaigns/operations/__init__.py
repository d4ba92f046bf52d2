"""What changes a campaign. Each operation checks its permission, runs in one transaction, and is noted."""
