"""What a hospital says of its reception (приём): open or closed, wards on diversion, free beds, handover bays."""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId

Wards = frozenset[HospitalCapability]


class Reception(Struct, frozen=True, kw_only=True):
    """The last word of a hospital.

    `observed_at` is the moment it speaks of and `valid_until` when it lapses, POSIX seconds (None: with the next word).
    A ward that is not in `beds` has an unknown number of them. `bays` patients are taken over at once (None: unknown),
    and `door_to_care_s` is what a ward needs from the door to its treatment; these two do not lapse.
    """

    observed_at: float
    by: str
    open: bool = True
    diverted: Wards = frozenset()
    beds: Mapping[HospitalCapability, int] = field(default_factory=dict)
    bays: int | None = None
    door_to_care_s: Mapping[HospitalCapability, float] = field(default_factory=dict)
    valid_until: float | None = None
    reason: str = ""

    def holds(self, now: float) -> bool:
        """Whether the word has not lapsed."""
        return self.valid_until is None or now < self.valid_until

    def closed(self, now: float) -> bool:
        """Whether nobody is taken."""
        return not self.open and self.holds(now)

    def full(self, now: float) -> Wards:
        """The wards that have no bed left."""
        return frozenset(ward for ward, free in self.beds.items() if free <= 0) if self.holds(now) else frozenset()

    def shut(self, now: float) -> Wards:
        """The wards that take nobody: on diversion, or full."""
        return (self.diverted | self.full(now)) if self.holds(now) else frozenset()


Receptions = Mapping[HospitalId, Reception]


def following(known: Reception | None, said: Reception) -> Reception:
    """Return what stands after a new word: all of it, and of the old one what the new one is silent about for good."""
    if known is None:
        return said
    bays = known.bays if said.bays is None else said.bays
    return replace(said, bays=bays, door_to_care_s={**known.door_to_care_s, **said.door_to_care_s})


def with_patient(receptions: Receptions, hospital: HospitalId, need: Wards) -> Receptions:
    """Return the receptions after a patient has been taken over: one bed less in each ward that was needed."""
    known = receptions.get(hospital)
    if known is None or not need & known.beds.keys():
        return receptions
    beds = {ward: max(free - (ward in need), 0) for ward, free in known.beds.items()}
    return {**receptions, hospital: replace(known, beds=beds)}
