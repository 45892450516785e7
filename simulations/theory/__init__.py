"""What queueing theory knows exactly, to hold the simulated world against."""
