"""People: staff, clients, units, roles and assignments, and the one place that says who may do what."""
