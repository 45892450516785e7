"""Single changes of the region: [[add_crew]], [[move_post]], [[remove_hospital]] and their like.

Bases and hospitals come first, then crews, then what is taken away, so that a crew may move into a base that is added
and out of one that is removed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatch.domain.capability import CrewKind, HospitalCapability
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.equipment import EQUIPMENT_NAME, EQUIPMENT_RU, VEHICLE_CLASSES
from dispatch.domain.ids import CrewId, HospitalId, StationId
from dispatch.domain.places import Certainty, Hospital, Station, StationKind
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.rows import SOURCE

BASE_KEYS = ("id", "name", "lat", "lon", "place", "district")
MOVE_KEYS = ("id", "lat", "lon", "place")
CREW_KEYS = ("kind", "station", "lat", "lon", "place", "vehicle_class", "shift_start", "shift_end", "equipment")
CHANGES = (
    *("add_station", "move_station", "remove_station", "add_post", "move_post", "remove_post"),
    *("add_hospital", "move_hospital", "remove_hospital"),
    *("add_crew", "change_crew", "remove_crew"),
)


def apply_changes(keys: ScenarioKeys, draft: Draft) -> None:
    """Change the draft as the scenario says."""
    for kind in StationKind:
        for path in keys.rows(f"add_{kind}"):
            _add_base(keys, draft, path, kind)
        for path in keys.rows(f"move_{kind}"):
            _move_base(keys, draft, path)
    _hospitals(keys, draft)
    _crews(keys, draft)
    for kind in StationKind:
        for path in keys.rows(f"remove_{kind}"):
            _remove_base(keys, draft, path)


def _crews(keys: ScenarioKeys, draft: Draft) -> None:
    for path in keys.rows("add_crew"):
        _add_crew(keys, draft, path)
    for path in keys.rows("change_crew"):
        _change_crew(keys, draft, path)
    for path in keys.rows("remove_crew"):
        _remove(keys, path, draft.crews, "такой бригады нет")


def _add_base(keys: ScenarioKeys, draft: Draft, path: str, kind: StationKind) -> None:
    keys.only(path, BASE_KEYS)
    name, at = _fresh(keys, path, draft.stations), keys.spot(path, draft.points())
    if at is None or not name:
        return
    draft.stations[name] = Station(
        id=StationId(name),
        name=keys.text_or(f"{path}.name", name),
        kind=kind,
        district=keys.text_or(f"{path}.district", draft.district_of(at)),
        at=at,
        source=_source(keys, path),
        certainty=_certainty(keys, path),
    )
    _note(keys, draft, "stations", name, path)


def _move_base(keys: ScenarioKeys, draft: Draft, path: str) -> None:
    """A base moves with its crews."""
    keys.only(path, MOVE_KEYS)
    name, at = _known(keys, path, draft.stations, "такой подстанции или поста нет"), keys.spot(path, draft.points())
    if at is None or not name:
        return
    district = draft.district_of(at)
    draft.stations[name] = replace(draft.stations[name], at=at, district=district)
    for crew in [each for each in draft.crews.values() if each.station == name]:
        draft.crews[crew.id] = replace(crew, home=at, district=district)
    _note(keys, draft, "stations", name, path)


def _remove_base(keys: ScenarioKeys, draft: Draft, path: str) -> None:
    name = _remove(keys, path, draft.stations, "такой подстанции или поста нет")
    left = [crew.id for crew in draft.crews.values() if crew.station == name]
    if name and left:
        text = (
            f"«{name}»: здесь остались бригады {', '.join(left)}; переведите их (change_crew) или уберите (remove_crew)"
        )
        keys.wrong(f"{path}.id", text)


def _hospitals(keys: ScenarioKeys, draft: Draft) -> None:
    for path in keys.rows("add_hospital"):
        _add_hospital(keys, draft, path)
    for path in keys.rows("move_hospital"):
        keys.only(path, (*MOVE_KEYS, "capabilities"))
        name = _known(keys, path, draft.hospitals, "такого стационара нет")
        at = keys.spot(path, draft.points())
        if name and at is not None:
            draft.hospitals[name] = replace(draft.hospitals[name], at=at)
            _note(keys, draft, "hospitals", name, path)
    for path in keys.rows("remove_hospital"):
        _remove(keys, path, draft.hospitals, "такого стационара нет")


def _add_hospital(keys: ScenarioKeys, draft: Draft, path: str) -> None:
    keys.only(path, (*BASE_KEYS, "capabilities"))
    name, at = _fresh(keys, path, draft.hospitals), keys.spot(path, draft.points())
    can = keys.all_of(f"{path}.capabilities", [*HospitalCapability], "среди профилей") or tuple(HospitalCapability)
    if at is None or not name:
        return
    draft.hospitals[name] = Hospital(
        id=HospitalId(name),
        name=keys.text_or(f"{path}.name", name),
        district=keys.text_or(f"{path}.district", draft.district_of(at)),
        at=at,
        capabilities=frozenset(map(HospitalCapability, can)),
        source=_source(keys, path),
        certainty=_certainty(keys, path),
    )
    _note(keys, draft, "hospitals", name, path)


def _add_crew(keys: ScenarioKeys, draft: Draft, path: str) -> None:
    keys.only(path, ("id", *CREW_KEYS))
    name, home = _fresh(keys, path, draft.crews), _home(keys, draft, path)
    kind = _kind(keys, draft, path)
    if home is None or not name:
        return
    draft.crews[name] = Crew(
        id=CrewId(name),
        kind=kind,
        station=home.id,
        home=home.at,
        district=home.district,
        vehicle_class=_vehicle(keys, path, VEHICLE_CLASSES[1]),
        shift=_shift(keys, path, Shift(start_s=0.0, end_s=0.0)),
        equipment=_equipment(keys, path, frozenset()),
        source=_source(keys, path),
        certainty=_certainty(keys, path),
        serves=_serves(draft, kind),
    )
    _note(keys, draft, "crews", name, path)


def _change_crew(keys: ScenarioKeys, draft: Draft, path: str) -> None:
    keys.only(path, ("id", *CREW_KEYS))
    name = _known(keys, path, draft.crews, "такой бригады нет")
    if not name:
        return
    crew = draft.crews[name]
    if any(keys.given(f"{path}.{key}") for key in ("station", "place", "lat", "lon")):
        home = _home(keys, draft, path)
        if home is not None:
            crew = replace(crew, station=home.id, home=home.at, district=home.district)
    if keys.given(f"{path}.kind"):
        kind = _kind(keys, draft, path)
        crew = replace(crew, kind=kind, serves=_serves(draft, kind))
    vehicle, shift = _vehicle(keys, path, crew.vehicle_class), _shift(keys, path, crew.shift)
    carried = _equipment(keys, path, crew.equipment)
    draft.crews[name] = replace(crew, vehicle_class=vehicle, shift=shift, equipment=carried)
    _note(keys, draft, "crews", name, path)


def _kind(keys: ScenarioKeys, draft: Draft, path: str) -> str:
    own = {str(crew.kind) for crew in draft.crews.values() if crew.serves is not None}
    return keys.one_of(f"{path}.kind", sorted(own) or [*CrewKind])


def _serves(draft: Draft, kind: str) -> Mapping[str, float] | None:
    return next((crew.serves for crew in draft.crews.values() if crew.kind == kind), None)


def _vehicle(keys: ScenarioKeys, path: str, default: str) -> str:
    return keys.one_of(f"{path}.vehicle_class", VEHICLE_CLASSES, default)


def _equipment(keys: ScenarioKeys, path: str, default: frozenset[str]) -> frozenset[str]:
    names = keys.texts_or(f"{path}.equipment", sorted(default))
    wrong = [name for name in names if not EQUIPMENT_NAME.fullmatch(name)]
    if wrong:
        known = ", ".join(EQUIPMENT_RU)
        keys.wrong(f"{path}.equipment", f"«{wrong[0]}»: нужно имя латиницей через дефис; известные: {known}")
    return frozenset(names)


def _shift(keys: ScenarioKeys, path: str, default: Shift) -> Shift:
    start, end = f"{path}.shift_start", f"{path}.shift_end"
    return Shift(
        start_s=keys.time_of_day_s(start) if keys.given(start) else default.start_s,
        end_s=keys.time_of_day_s(end) if keys.given(end) else default.end_s,
    )


def _home(keys: ScenarioKeys, draft: Draft, path: str) -> Station | None:
    if not keys.given(f"{path}.station"):
        at = keys.spot(path, draft.points())
        return None if at is None else draft.base_at(keys.text_or(f"{path}.place", f"{at.lat},{at.lon}"), at)
    name = keys.text(f"{path}.station")
    if any(keys.given(f"{path}.{key}") for key in ("place", "lat", "lon")):
        keys.wrong(f"{path}.station", "дом задан дважды: оставьте station, или place, или lat и lon")
    if name and name not in draft.stations and "stations" not in draft.torn:
        keys.unknown(f"{path}.station", name, draft.stations, "такой подстанции или поста нет")
    return draft.stations.get(name)


def _fresh(keys: ScenarioKeys, path: str, table: Mapping[str, Any]) -> str:
    name = keys.text(f"{path}.id")
    if name in table:
        keys.wrong(f"{path}.id", f"«{name}» уже есть: нужно другое")
        return ""
    return name


def _known(keys: ScenarioKeys, path: str, table: Mapping[str, Any], what: str) -> str:
    name = keys.text(f"{path}.id")
    if name and name not in table:
        keys.unknown(f"{path}.id", name, table, what)
        return ""
    return name


def _remove(keys: ScenarioKeys, path: str, table: dict[str, Any], what: str) -> str:
    keys.only(path, ("id",))
    name = _known(keys, path, table, what)
    table.pop(name, None)
    return name


def _note(keys: ScenarioKeys, draft: Draft, table: str, name: str, path: str) -> None:
    written = keys.where(path)
    draft.where[table, name] = (written.file, written.line)


def _source(keys: ScenarioKeys, path: str) -> str:
    return keys.text_or(f"{path}.source", SOURCE)


def _certainty(keys: ScenarioKeys, path: str) -> Certainty:
    return keys.certainty(f"{path}.certainty") if keys.given(f"{path}.certainty") else Certainty.ASSUMED
