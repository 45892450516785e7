"""The calls of one replication as columns, with everything about them that no decision can change.

Every duration is drawn with the call, not when it happens: two policies, or two scenarios, meet the very same calls and
the very same people (common random numbers).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.ids import HospitalId
from dispatch.domain.incident import ClinicalFlag

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calls:
    """One row a call, in order of `received_at`; all columns have the same length.

    `received_at` is POSIX seconds. `district` and `complaint` index `districts` and `complaints` (the region's codes).
    `urgency` is what the operator wrote, `true_urgency` what it was, 1 to 4. Durations are seconds: `handling_s` from
    the call to its card, `turnout_s` from the order to the wheels, `walking_s` from the door to the patient, `scene_s`
    with the patient, `handover_s` and `cleaning_s` at the hospital. `patience_s` is after how long the caller gives up
    (`inf`: never). `hospital` is a destination that is given (None: the dispatcher chooses); `flags` are what the
    patient's record says, known `record_s` after the card (`inf`: never).
    """

    ids: tuple[str, ...]
    received_at: Floats
    lat: Floats
    lon: Floats
    districts: tuple[str, ...]
    district: Codes
    complaints: tuple[str, ...]
    complaint: Codes
    urgency: Codes
    true_urgency: Codes
    child: Flags
    handling_s: Floats
    turnout_s: Floats
    walking_s: Floats
    scene_s: Floats
    transported: Flags
    handover_s: Floats
    cleaning_s: Floats
    patience_s: Floats
    record_s: Floats
    hospital: tuple[HospitalId | None, ...]
    flags: tuple[frozenset[ClinicalFlag], ...]

    def __post_init__(self) -> None:
        for name, column in self.columns():
            if len(column) != len(self.ids):
                raise ValueError(f"{name} has {len(column)} rows, ids has {len(self.ids)}")
        if len(self.received_at) and (np.diff(self.received_at) < 0).any():
            raise ValueError("received_at: calls stand in order of time")

    def __len__(self) -> int:
        """Return the number of calls."""
        return len(self.ids)

    def columns(self) -> Iterator[tuple[str, "Floats | Codes | Flags | tuple[object, ...]"]]:
        """Yield the columns that have one row a call."""
        for field in fields(self):
            if field.name not in {"ids", "districts", "complaints"}:
                yield field.name, getattr(self, field.name)
