"""What the patient needs of a hospital, what would do instead, and what is worth a detour."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.incident import ClinicalFlag, Incident, Urgency

Need = frozenset[HospitalCapability]

MATERNITY = frozenset({HospitalCapability.MATERNITY, HospitalCapability.PERINATAL})
VASCULAR = frozenset({HospitalCapability.STROKE, HospitalCapability.PCI})

RISK_DETOUR_S = 3_600.0
"""What the perinatal centre is worth in a pregnancy of high risk, seconds of care that begins later. Assumed."""

PREGNANT_DETOUR_S = 1_200.0
"""The same in any emergency of a pregnant patient. Assumed."""

VASCULAR_DETOUR_S = 600.0
"""What a vascular centre is worth in an emergency of a patient of the cardiovascular register. Assumed."""

ONCOLOGY_DETOUR_S = 1_800.0
"""What the oncology centre is worth to its patient when nothing is urgent. Assumed."""

DOOR_TO_CARE_S: Mapping[HospitalCapability, float] = MappingProxyType(
    {
        HospitalCapability.STROKE: 3_600.0,
        HospitalCapability.PCI: 3_600.0,
        HospitalCapability.TRAUMA_1: 1_800.0,
        HospitalCapability.TRAUMA_2: 1_800.0,
        HospitalCapability.TRAUMA_3: 1_800.0,
    }
)
"""From the door to the treatment where every minute counts, as long as a hospital has reported no figure of its own.

Stroke: needle within 60 min, AHA/ASA 2019, doi:10.1161/STR.0000000000000211. Infarction: wire within 60 min, ESC 2023,
doi:10.1093/eurheartj/ehad191. Trauma: assumed.
"""

REACH_S: Mapping[HospitalCapability, float] = MappingProxyType(
    {
        HospitalCapability.STROKE: 2_400.0,
        HospitalCapability.PCI: 5_400.0,
        HospitalCapability.TRAUMA_1: 3_600.0,
        HospitalCapability.TRAUMA_2: 3_600.0,
        HospitalCapability.TRAUMA_3: 3_600.0,
    }
)
"""A longer road is said aloud, with the nearest hospital on the way. Assumed; PCI so that the wire comes within the
120 min of ESC 2023, doi:10.1093/eurheartj/ehad191."""


class Want(Struct, frozen=True, kw_only=True):
    """What the patient needs; `instead` are wards whose hospital will do though it has no general ward.

    `worth_s` are wards worth so many seconds of care that begins later. `critical`: the time behind the door counts.
    """

    need: Need
    instead: Need = frozenset()
    worth_s: tuple[tuple[HospitalCapability, float], ...] = ()
    critical: bool = False


def needed(incident: Incident) -> Need:
    """What the hospital must have: by complaint, by age, and by what the patient's record adds."""
    return wanted(incident).need


def wanted(incident: Incident) -> Want:
    """All that the patient wants of a hospital."""
    return _wanted(incident.hospital_need, incident.child, incident.flags, incident.urgency)


@lru_cache(maxsize=4_096)
def _wanted(by_complaint: Need, child: bool, flags: frozenset[ClinicalFlag], urgency: Urgency) -> Want:
    need = _needed(by_complaint, child, ClinicalFlag.PREGNANT in flags)
    return Want(
        need=need,
        instead=_instead(flags, urgency),
        worth_s=tuple(sorted(_worth_s(need, flags, urgency).items())),
        critical=urgency.is_emergency and bool(need & DOOR_TO_CARE_S.keys()),
    )


def _needed(by_complaint: Need, child: bool, pregnant: bool) -> Need:
    need = set(by_complaint) or {HospitalCapability.GENERAL}
    if child and not need & MATERNITY:
        need.add(HospitalCapability.PAEDIATRIC)
    if pregnant and not need & MATERNITY:
        need.add(HospitalCapability.MATERNITY)
    return frozenset(need)


def _instead(flags: frozenset[ClinicalFlag], urgency: Urgency) -> Need:
    """Which special hospitals take their own patients with any complaint."""
    found = set()
    if ClinicalFlag.ONCOLOGY in flags and not urgency.is_emergency:
        found.add(HospitalCapability.ONCOLOGY)
    if ClinicalFlag.HIGH_RISK_PREGNANCY in flags:
        found.add(HospitalCapability.PERINATAL)
    return frozenset(found)


def _worth_s(need: Need, flags: frozenset[ClinicalFlag], urgency: Urgency) -> Mapping[HospitalCapability, float]:
    found: dict[HospitalCapability, float] = {}
    if ClinicalFlag.HIGH_RISK_PREGNANCY in flags:
        found[HospitalCapability.PERINATAL] = RISK_DETOUR_S
    elif ClinicalFlag.PREGNANT in flags and urgency.is_emergency:
        found[HospitalCapability.PERINATAL] = PREGNANT_DETOUR_S
    if ClinicalFlag.CARDIOVASCULAR in flags and urgency.is_emergency and not need & VASCULAR:
        found |= dict.fromkeys(VASCULAR, VASCULAR_DETOUR_S / len(VASCULAR))
    if ClinicalFlag.ONCOLOGY in flags and not urgency.is_emergency:
        found[HospitalCapability.ONCOLOGY] = ONCOLOGY_DETOUR_S
    return {ward: worth_s for ward, worth_s in found.items() if ward not in need}
