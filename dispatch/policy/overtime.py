"""How late a crew would be home: the end of the job against the end of the shift. Pure."""

from collections.abc import Sequence
from math import radians

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.incident import Incident
from dispatch.domain.roster import FreeCrews
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo
from routing.types import EARTH_RADIUS_M

Floats = NDArray[np.float64]

LEARNT = 200
"""Calls after which what a call takes is the region's own: the share taken to hospital is then known to 3 points."""

FULL_S = 1_800.0
"""Overtime that weighs as much as overtime can. Assumed."""

HOME_S_PER_M = 1.4 / 14.0
"""Straight metres into seconds of driving home: the way is 1.4 times as long, at 50 km/h. Assumed."""

LONGEST_WAY_HOME_S = 7_200.0
"""A shift with more than this to spare needs no look at the way home."""


def job_s(tempo: Tempo, typical_s: float) -> float:
    """Return what a call takes from the arrival until free: as learnt, or `typical_s` until enough is known."""
    if tempo.answered < LEARNT:
        return typical_s
    return tempo.scene_s + tempo.brought_share * tempo.hospital_s


def late_home_s(
    situation: Situation, incidents: Sequence[Incident], free: FreeCrews, until_s: Floats, typical_job_s: float
) -> Floats:
    """Return by how many seconds each crew would be home after its shift; 0 when it is in time.

    `until_s` are seconds until each crew is at each scene, of the shape (incidents, crews); `inf` stays `inf`.
    """
    late_s = until_s + job_s(situation.tempo, typical_job_s) - free.remaining_s
    (close,) = np.nonzero((late_s > -LONGEST_WAY_HOME_S).any(axis=0))
    if len(close):
        late_s[:, close] += _away_m(situation, incidents, free.rows[close]) * HOME_S_PER_M
    return np.maximum(late_s, 0.0)


def _away_m(situation: Situation, incidents: Sequence[Incident], rows: NDArray[np.intp]) -> Floats:
    """Metres from the incidents to the crews' homes, on a plane: good to a per mille over a region."""
    columns = situation.roster.columns
    lat = np.array([incident.at.lat for incident in incidents])[:, None]
    lon = np.array([incident.at.lon for incident in incidents])[:, None]
    north, east = columns.home_lat[rows] - lat, (columns.home_lon[rows] - lon) * np.cos(np.radians(lat))
    return np.asarray(np.hypot(north, east) * radians(EARTH_RADIUS_M), dtype=np.float64)


def overtime_penalty_s(late_s: Floats, worst_s: float) -> Floats:
    """Return what overtime is worth in seconds of waiting: rising to `worst_s` at `FULL_S` of it."""
    return worst_s * np.minimum(late_s / FULL_S, 1.0)
