"""Whether a vehicle has what the help needs beside its people: its class, its equipment. Pure."""

from collections.abc import Collection

from dispatch.domain.capability import CrewCapability
from dispatch.domain.equipment import CLASS_OF
from dispatch.domain.recommendation import Reason


def outfit_lacks(
    *,
    capabilities: Collection[CrewCapability],
    vehicle_class: str,
    equipment: Collection[str],
    need: Collection[CrewCapability],
    equipment_need: Collection[str],
) -> tuple[Reason, ...]:
    """Say what a vehicle lacks: one reason for each class and each piece of equipment.

    A class is asked for only where the people are there: a crew without the capability already lacks that.
    """
    classes = {CLASS_OF[one] for one in need if one in CLASS_OF and one in capabilities}
    lower = sorted(wanted for wanted in classes if vehicle_class < wanted)
    missing = sorted(set(equipment_need) - set(equipment))
    return (
        *(Reason(code="lacks-vehicle-class", params={"vehicle_class": wanted}) for wanted in lower),
        *(Reason(code="lacks-equipment", params={"equipment": name}) for name in missing),
    )
