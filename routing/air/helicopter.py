"""What flies, and in what weather it may."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What the airfield's observer reports. A ceiling of `inf` is a clear sky."""

    visibility_m: float
    ceiling_m: float
    wind_m_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The worst weather to fly in.

    The defaults are assumed: usual by day on a plain under visual flight rules. Each operator has its own.
    """

    visibility_m: float = 2_000.0
    ceiling_m: float = 150.0
    wind_m_s: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Helicopter:
    """A helicopter of the sanitary aviation, by default like a Mi-8. No figure is of one machine: all are assumed.

    Wind is a limit and not a speed here: a flight of half an hour in the strongest wind is wrong by seven minutes.
    """

    cruise_m_s: float = 220 / 3.6
    """assumed: of the 250 km/h that are published as the Mi-8's greatest speed"""
    startup_s: float = 600.0
    """from the order to take-off, crew on duty at the machine; assumed"""
    climb_and_approach_s: float = 180.0
    """what a flight takes beyond its distance; assumed"""
    handover_s: float = 600.0
    """from touch-down or the road crew's arrival to take-off with the patient; assumed"""
    unloading_s: float = 300.0
    """from touch-down to the ambulance that drives on; assumed"""
    range_m: float = 480_000.0
    """base, both sites and back; assumed: 600 km published for the main tanks, less half an hour's reserve"""
    minimum: Minimum = field(default_factory=Minimum)
    night_minimum: Minimum | None = None
    """`None`: neither the machine nor its crew is cleared for landings at night; assumed"""
    longest_transfer_s: float = 1_800.0
    """by road between a landing site and the patient or the hospital; assumed"""

    def __post_init__(self) -> None:
        for name in ("cruise_m_s", "range_m", "longest_transfer_s"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name}={getattr(self, name)}: it must be more than 0")
        for name in ("startup_s", "climb_and_approach_s", "handover_s", "unloading_s"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name}={getattr(self, name)}: a duration is 0 or more")

    def flight_s(self, distance_m: float) -> float:
        """Seconds from take-off to touch-down."""
        return distance_m / self.cruise_m_s + self.climb_and_approach_s
