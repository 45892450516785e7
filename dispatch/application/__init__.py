"""What the service does: the dispatcher, its ports and its read models."""
