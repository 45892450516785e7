"""Closures and jams: what they close on this map, when they are in force, and what a trip makes of those that turn."""
