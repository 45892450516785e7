"""Which hospital: the needed capability first, then the time until the care that is needed begins.

That time is the road with the siren, the queue of crews before the door, and what follows behind it: where minutes
count (stroke, infarction, severe trauma) from the door to the treatment, else the handover as this hospital does it.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.handover import Handovers, handover_s
from dispatch.domain.hospitals import HospitalColumns
from dispatch.domain.ids import HospitalId
from dispatch.domain.incident import Incident
from dispatch.domain.reception import Receptions
from dispatch.domain.situation import Situation
from dispatch.policy.handover_queue import crowds, waits_s
from dispatch.policy.hospital_need import DOOR_TO_CARE_S, Need, Want, wanted
from dispatch.policy.hospital_standing import Shut, Standing, shut_now, standing
from routing.types import TravelTimeMatrix

SWITCH_S = 120.0
"""A hospital once chosen is kept while no other, as able, begins the care by this much sooner. Assumed."""


class Weighed(Struct, frozen=True, eq=False):
    """The hospitals weighed for an incident, in the order of their ids; `order` has those that a road leads to.

    Best first: those that lack least, of these the one whose care begins first, ties by id. `wait_s` is None when
    nobody waits anywhere; `cost_s` is `care_s` less what a hospital is worth beyond the need. The choice is put into
    words only when somebody asks: at the patient it is mostly the one that was made at the call.
    """

    hospitals: HospitalColumns
    want: Want
    standing: Standing
    shut: tuple[Shut, ...]
    eta_s: NDArray[np.float64]
    wait_s: NDArray[np.float64] | None
    care_s: NDArray[np.float64]
    cost_s: NDArray[np.float64]
    order: NDArray[np.intp]
    weights_version: str

    @property
    def best(self) -> HospitalId | None:
        """The hospital to go to; None when no road leads to any."""
        return self.hospitals.ids[self.order[0]] if len(self.order) else None

    def keeps(self, hospital: HospitalId | None) -> bool:
        """Whether a hospital that was chosen before need not be changed."""
        best = self.best
        if hospital == best or hospital is None or best is None:
            return hospital == best
        here, first = self.hospitals.row.get(hospital), int(self.order[0])
        if here is None or self.standing.rank.item(here) > self.standing.rank.item(first):
            return False
        return self.cost_s.item(here) - self.cost_s.item(first) < SWITCH_S

    def takes(self, hospital: HospitalId) -> bool:
        """Whether the hospital takes this patient: it is open, and no ward that is needed is on diversion or full."""
        row = self.hospitals.row.get(hospital)
        said = next((each for each in self.shut if each.row == row), None)
        return said is None or not (said.closed or said.wards & self.want.need)


def weigh_hospitals(situation: Situation, incident: Incident, times: TravelTimeMatrix) -> Weighed:
    """Rank the hospitals by what they lack, then by when the care begins.

    `times` has one origin and the hospitals as destinations, seconds.
    """
    hospitals, want, shut = situation.destinations.columns, wanted(incident), shut_now(situation)
    stands = standing(hospitals, want, shut)
    eta_s = times.seconds[0] if times.destinations == hospitals.ids else _in_order(hospitals, times)
    paces = _handover_s(situation, hospitals)
    crowded = crowds(situation, incident.assignment)
    wait_s = waits_s(crowded, eta_s, paces, situation.now) if crowded else None
    behind_s = _door_to_care_s(situation.receptions, hospitals, want.need) if want.critical else paces
    care_s = eta_s + behind_s if wait_s is None else eta_s + wait_s + behind_s
    cost_s = care_s - stands.worth_s if want.worth_s else care_s
    order = np.lexsort((cost_s, stands.rank))
    reached = order[np.isfinite(eta_s)[order]]
    return Weighed(hospitals, want, stands, shut, eta_s, wait_s, care_s, cost_s, reached, times.weights_version)


def _in_order(hospitals: HospitalColumns, times: TravelTimeMatrix) -> NDArray[np.float64]:
    columns = {hospital: column for column, hospital in enumerate(times.destinations)}
    return times.seconds[0, [columns[hospital] for hospital in hospitals.ids]]


def _handover_s(situation: Situation, hospitals: HospitalColumns) -> NDArray[np.float64]:
    """Return the mean handovers: remembered, but for a situation that was just read from a snapshot."""
    known = situation.handovers
    return known.seconds(hospitals) if isinstance(known, Handovers) else handover_s(known, hospitals)


@lru_cache(maxsize=256)
def _usual_door_s(need: Need) -> Mapping[HospitalCapability, float]:
    return {ward: DOOR_TO_CARE_S[ward] for ward in need & DOOR_TO_CARE_S.keys()}


def _door_to_care_s(receptions: Receptions, hospitals: HospitalColumns, need: Need) -> NDArray[np.float64] | float:
    usual = _usual_door_s(need)
    if not receptions:
        return max(usual.values())
    own = {name: said.door_to_care_s for name, said in receptions.items() if said.door_to_care_s.keys() & usual.keys()}
    if not own:
        return max(usual.values())
    found = np.full(len(hospitals.ids), max(usual.values()))
    for name, said in own.items():
        if name in hospitals.row:
            found[hospitals.row[name]] = max(said.get(ward, seconds) for ward, seconds in usual.items())
    return found
