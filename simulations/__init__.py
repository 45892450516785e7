"""Synthetic days for the dispatcher: demand, demo patients, and the players of the demo."""
