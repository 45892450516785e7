"""Calls of a region: when, where, about what.

`draw_calls` gives a world its calls, `demand_points` the finite set of their places, `draw_day` the demo's day.
"""

from simulations.demand.day import DAY_S, HOUR_S, DrawnCall, draw_day
from simulations.demand.drawing import DemandIsGiven, demand_points, demand_source, draw_calls
from simulations.demand.ground import drawn_ground, given_ground
from simulations.demand.points import DemandPoints
from simulations.demand.profile import EVEN, Profile
from simulations.demand.reading import read_profile

__all__ = [
    "DAY_S",
    "EVEN",
    "HOUR_S",
    "DemandIsGiven",
    "DemandPoints",
    "DrawnCall",
    "Profile",
    "demand_points",
    "demand_source",
    "draw_calls",
    "draw_day",
    "drawn_ground",
    "given_ground",
    "read_profile",
]
