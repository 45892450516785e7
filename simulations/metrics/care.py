"""How long the time-critical wait for what saves them: from the call until stroke, infarction or trauma is treated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.region import Region
from dispatch.policy.hospital_need import DOOR_TO_CARE_S
from simulations.results import CallRows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """What saves the patients of one complaint: where it is to be had, and how long it takes from the door, seconds."""

    hospitals: frozenset[str]
    door_to_care_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Emergencies that were brought to hospital and need a time-critical ward; None when there is none.

    `able_share` came to a hospital that has it; of these `mean_s` and `p90_s` are seconds from the call until the
    treatment: the arrival, the queue that there was, and the door-to-care of the ward.
    """

    brought: int
    able_share: float | None
    mean_s: float | None
    p90_s: float | None


def cures(region: Region) -> Mapping[str, Cure]:
    """Return the time-critical complaints of a region and what saves their patients."""
    found = {}
    for complaint in region.complaints:
        critical = complaint.hospital_need & DOOR_TO_CARE_S.keys()
        if critical and complaint.urgency.is_emergency:
            able = (row.id for row in region.hospitals if complaint.hospital_need <= row.capabilities)
            found[complaint.code] = Cure(
                hospitals=frozenset(map(str, able)), door_to_care_s=max(DOOR_TO_CARE_S[ward] for ward in critical)
            )
    return found


def care(rows: CallRows, known: Mapping[str, Cure], flown_s: Mapping[str, float]) -> Care:
    """Read the transports of the counted calls; `flown_s` is what a flight adds to the crew's arrival at its site."""
    door_s = np.array([known[name].door_to_care_s if name in known else np.nan for name in rows.complaints])
    brought = np.flatnonzero(rows.counted & ~np.isnan(rows.at_destination_at))
    brought = brought[~np.isnan(door_s[rows.complaint[brought]])]
    able = np.array([_able(rows, row, known) for row in brought.tolist()], dtype=np.bool_)
    saved = brought[able]
    flights_s = np.array([flown_s.get(rows.ids[row], 0.0) for row in saved.tolist()], dtype=np.float64)
    behind_s = rows.queue_at_hospital_s[saved] + flights_s + door_s[rows.complaint[saved]]
    seconds = rows.at_destination_at[saved] - rows.received_at[saved] + behind_s
    return Care(
        brought=len(brought),
        able_share=float(able.mean()) if len(brought) else None,
        mean_s=float(seconds.mean()) if len(saved) else None,
        p90_s=float(np.quantile(seconds, 0.9)) if len(saved) else None,
    )


def _able(rows: CallRows, row: int, known: Mapping[str, Cure]) -> bool:
    return rows.hospitals[rows.hospital[row]] in known[rows.complaints[rows.complaint[row]]].hospitals
