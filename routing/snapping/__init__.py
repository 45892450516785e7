"""From points to roads: the nearest drivable edge, in bulk."""
