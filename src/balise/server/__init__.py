"""Settings, addresses and the web server: the only place that knows all rooms."""
