"""How high the sun stands.

NOAA Global Monitoring Laboratory, Solar Calculation Details (after J. Meeus, Astronomical Algorithms): good to a
minute of sunrise between 1800 and 2100 and between 72° of either latitude.
"""

from math import asin, cos, degrees, radians, sin, tan

from routing.types import LatLon

CIVIL_TWILIGHT_DEG = -6.0
"""The sun's centre at the end of civil twilight, by definition: until then the ground is seen without lamps."""
J2000_AT = 946_728_000.0
"""2000-01-01 12:00 UTC, POSIX seconds."""
CENTURY_S = 36_525 * 86_400.0
DAY_S, LOOK_S, MINUTE_S = 86_400, 900, 60.0
"""A night that is shorter than `LOOK_S` is overlooked."""


def elevation_deg(place: LatLon, at: float) -> float:
    """Degrees of the sun's centre above the horizon, refraction not counted."""
    declination, equation_min = _declination_and_equation((at - J2000_AT) / CENTURY_S)
    solar_min = at % 86_400 / 60 + equation_min + 4 * place.lon
    hour_angle, lat = radians(solar_min / 4 - 180), radians(place.lat)
    sine = sin(lat) * sin(declination) + cos(lat) * cos(declination) * cos(hour_angle)
    return degrees(asin(max(-1.0, min(1.0, sine))))


def is_dark(place: LatLon, at: float) -> bool:
    """Tell whether civil twilight is over, or has not begun."""
    return elevation_deg(place, at) < CIVIL_TWILIGHT_DEG


def dark_changes_at(place: LatLon, at: float) -> float | None:
    """Return when it next becomes dark, or light again, POSIX seconds to the minute; None: not within a day."""
    now = is_dark(place, at)
    step_s = next((s for s in range(LOOK_S, DAY_S + 1, LOOK_S) if is_dark(place, at + s) is not now), None)
    if step_s is None:
        return None
    early, late = at + step_s - LOOK_S, at + step_s
    while late - early > MINUTE_S:
        middle = (early + late) / 2
        early, late = (early, middle) if is_dark(place, middle) is not now else (middle, late)
    return late


def _declination_and_equation(century: float) -> tuple[float, float]:
    """Radians north of the equator, and minutes that a sundial is fast; `century` counts from J2000."""
    mean_long = radians(280.46646 + century * (36_000.76983 + 0.0003032 * century))
    anomaly = radians(357.52911 + century * (35_999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    node = radians(125.04 - 1_934.136 * century)
    longitude = mean_long + radians(_centre_deg(anomaly, century) - 0.00569 - 0.00478 * sin(node))
    tilt = radians(_mean_tilt_deg(century) + 0.00256 * cos(node))
    y = tan(tilt / 2) ** 2
    equation = y * sin(2 * mean_long) - 2 * eccentricity * sin(anomaly)
    equation += 4 * eccentricity * y * sin(anomaly) * cos(2 * mean_long)
    equation -= y * y * sin(4 * mean_long) / 2 + 1.25 * eccentricity**2 * sin(2 * anomaly)
    return asin(sin(tilt) * sin(longitude)), 4 * degrees(equation)


def _centre_deg(anomaly: float, century: float) -> float:
    """How far the sun is ahead of its mean place."""
    first = sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
    return first + sin(2 * anomaly) * (0.019993 - 0.000101 * century) + sin(3 * anomaly) * 0.000289


def _mean_tilt_deg(century: float) -> float:
    """Tilt of the Earth's axis."""
    seconds = 21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))
    return 23 + (26 + seconds / 60) / 60
