"""Who of those addressed may be reached: decided all at once, and asked again for each message."""
