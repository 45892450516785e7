"""How long from here to there, at this hour, for an ambulance. Enter by `routing.oracle`."""
