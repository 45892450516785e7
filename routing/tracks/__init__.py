"""From the fixes of a vehicle to the streets it drove: map matching with a hidden Markov model."""
