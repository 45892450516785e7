"""The numbers of learning, each with its source."""

from dataclasses import dataclass, fields
from math import isfinite


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningParameters:
    """How far tracks are believed against the speed table. Raises `ValueError` for what is not positive.

    The prior of a level is how many passages weigh as much as what the level above says; all are assumed.
    """

    class_prior: float = 20.0
    """a class of streets at an hour, against the speed table"""
    district_prior: float = 20.0
    """a class of streets in a district, against the class everywhere"""
    edge_prior: float = 4.0
    """one street, against its class in its district"""
    edge_hour_prior: float = 8.0
    """one street at an hour, against the street at any hour"""
    least_confidence: float = 0.5
    """assumed: a place less sure than this teaches nothing"""
    longest_wait_s: float = 90.0
    """assumed: a red light and a queue before it; whoever stands longer has arrived somewhere"""
    least_share: float = 0.1
    """assumed: of a street passed to a smaller part nothing is learnt"""
    least_drive_s: float = 30.0
    """assumed: what is predicted to take less is a vehicle moved in a yard, or the receiver's own unrest"""
    least_factor: float = 0.2
    most_factor: float = 3.0
    """assumed: what is slower or faster is an error of the map or of the track"""
    rounds: int = 6
    """assumed: how often the seconds between fixes are shared out among the streets by what was learnt so far"""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if not (isfinite(value) and value > 0):
                raise ValueError(f"{item.name} is {value}: it must be a positive number")
