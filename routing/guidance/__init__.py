"""What to tell the driver: the line of a path and its manoeuvres."""
