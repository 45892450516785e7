"""How the service decides: pure functions of the situation and the travel times."""
