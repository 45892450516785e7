"""What a crew or a hospital can do, matched against need.

Crew kinds: Order 388н of the Ministry of Health. A kind is a name; what is matched is its capabilities.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CrewCapability(StrEnum):
    """What people and equipment of a crew can do."""

    BASIC = "basic"
    DOCTOR = "doctor"
    INTENSIVE = "intensive"
    PAEDIATRIC = "paediatric"
    PAEDIATRIC_INTENSIVE = "paediatric-intensive"
    PSYCHIATRIC = "psychiatric"


CREW_CAPABILITY_RU: Mapping[str, str] = MappingProxyType(
    {
        CrewCapability.BASIC: "общий профиль",
        CrewCapability.DOCTOR: "врач",
        CrewCapability.INTENSIVE: "реанимация",
        CrewCapability.PAEDIATRIC: "педиатр",
        CrewCapability.PAEDIATRIC_INTENSIVE: "детская реанимация",
        CrewCapability.PSYCHIATRIC: "психиатр",
    }
)


class CrewKind(StrEnum):
    """Kinds of Order 388н that drive on roads."""

    FELDSHER = "feldsher"
    DOCTOR = "doctor"
    INTENSIVE = "intensive"
    PAEDIATRIC = "paediatric"
    PAEDIATRIC_INTENSIVE = "paediatric-intensive"
    PSYCHIATRIC = "psychiatric"


CREW_KIND_RU: Mapping[str, str] = MappingProxyType(
    {
        CrewKind.FELDSHER: "фельдшерская",
        CrewKind.DOCTOR: "врачебная",
        CrewKind.INTENSIVE: "анестезиологии-реанимации",
        CrewKind.PAEDIATRIC: "педиатрическая",
        CrewKind.PAEDIATRIC_INTENSIVE: "реанимации детская",
        CrewKind.PSYCHIATRIC: "психиатрическая",
    }
)

CREW_CAPABILITIES: Mapping[str, frozenset[CrewCapability]] = MappingProxyType(
    {
        CrewKind.FELDSHER: frozenset({CrewCapability.BASIC}),
        CrewKind.DOCTOR: frozenset({CrewCapability.BASIC, CrewCapability.DOCTOR}),
        CrewKind.INTENSIVE: frozenset({CrewCapability.BASIC, CrewCapability.DOCTOR, CrewCapability.INTENSIVE}),
        CrewKind.PAEDIATRIC: frozenset({CrewCapability.BASIC, CrewCapability.DOCTOR, CrewCapability.PAEDIATRIC}),
        CrewKind.PAEDIATRIC_INTENSIVE: frozenset(
            {
                CrewCapability.BASIC,
                CrewCapability.DOCTOR,
                CrewCapability.PAEDIATRIC,
                CrewCapability.PAEDIATRIC_INTENSIVE,
            }
        ),
        CrewKind.PSYCHIATRIC: frozenset({CrewCapability.PSYCHIATRIC}),
    }
)


class HospitalCapability(StrEnum):
    """What a hospital can receive."""

    GENERAL = "general"
    STROKE = "stroke"
    PCI = "pci"
    TRAUMA_3 = "trauma-3"
    TRAUMA_2 = "trauma-2"
    TRAUMA_1 = "trauma-1"
    MATERNITY = "maternity"
    PERINATAL = "perinatal"
    PAEDIATRIC = "paediatric"
    BURNS = "burns"
    INFECTIOUS = "infectious"
    PSYCHIATRIC = "psychiatric"
    ONCOLOGY = "oncology"


HOSPITAL_CAPABILITY_RU: Mapping[HospitalCapability, str] = MappingProxyType(
    {
        HospitalCapability.GENERAL: "приёмное отделение",
        HospitalCapability.STROKE: "сосудистый центр (ОНМК)",
        HospitalCapability.PCI: "ЧКВ круглосуточно",
        HospitalCapability.TRAUMA_3: "травмоцентр III уровня",
        HospitalCapability.TRAUMA_2: "травмоцентр II уровня",
        HospitalCapability.TRAUMA_1: "травмоцентр I уровня",
        HospitalCapability.MATERNITY: "родильное отделение",
        HospitalCapability.PERINATAL: "перинатальный центр",
        HospitalCapability.PAEDIATRIC: "детское отделение",
        HospitalCapability.BURNS: "ожоговое отделение",
        HospitalCapability.INFECTIOUS: "инфекционное отделение",
        HospitalCapability.PSYCHIATRIC: "психиатрический стационар",
        HospitalCapability.ONCOLOGY: "онкологический центр",
    }
)
