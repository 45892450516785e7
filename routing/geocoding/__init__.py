"""Places by their Russian names, offline: settlements, streets, kilometres of roads."""
