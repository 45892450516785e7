"""What the service knows. Values and pure functions only."""
