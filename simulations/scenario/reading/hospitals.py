"""How hospitals receive: [[hospital_change]]."""

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId
from simulations.scenario.model import HospitalChange
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.windows import Clock, read_window

KEYS = ("hospital", "closed", "diverted", "begin", "end", "daily")


def read_hospital_changes(keys: ScenarioKeys, draft: Draft, clock: Clock) -> tuple[HospitalChange, ...]:
    """Read every [[hospital_change]]."""
    found = (_change(keys, draft, clock, path) for path in keys.rows("hospital_change"))
    return tuple(change for change in found if change is not None)


def _change(keys: ScenarioKeys, draft: Draft, clock: Clock, path: str) -> HospitalChange | None:
    keys.only(path, KEYS)
    name = keys.text(f"{path}.hospital")
    closed = keys.flag(f"{path}.closed", default=False)
    wards = keys.all_of(f"{path}.diverted", [*HospitalCapability], "среди профилей")
    window = read_window(keys, path, clock)
    if name and name not in draft.hospitals:
        keys.unknown(f"{path}.hospital", name, draft.hospitals, "такого стационара нет")
        return None
    if not (closed or wards):
        keys.wrong(path, "ничего не меняет: нужно closed = true или diverted со списком профилей")
    return HospitalChange(
        hospital=HospitalId(name), window=window, closed=closed, diverted=frozenset(map(HospitalCapability, wards))
    )
