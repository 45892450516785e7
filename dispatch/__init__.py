"""Calls, crews and decisions: the ambulance dispatch core and its edges."""
