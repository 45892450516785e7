"""Planned transport: which crew takes whom when. Pure; off the urgent path, because a good plan takes seconds."""
