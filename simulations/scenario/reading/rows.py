"""One row of each table of a scenario into the value it stands for; columns that may be left out have defaults."""

from dataclasses import dataclass

from dispatch.adapters.region_files.cells import Cells
from dispatch.adapters.region_files.rows import equipment
from dispatch.domain.capability import CrewKind, HospitalCapability
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.equipment import VEHICLE_CLASSES
from dispatch.domain.ids import CrewId, HospitalId, StationId
from dispatch.domain.incident import Complaint, Urgency
from dispatch.domain.places import Certainty, Hospital, Station, StationKind
from dispatch.domain.region import CallShare, Settlement
from routing.types import LatLon
from simulations.scenario.reading.draft import Draft

SOURCE = "сценарий"
POINT = ("lat", "lon")
ORIGIN = ("source", "certainty")
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "places": (("id",), (*POINT, "district", "population", *ORIGIN)),
    "stations": (("id",), ("name", "kind", *POINT, "place", "district", *ORIGIN)),
    "hospitals": (("id",), ("name", *POINT, "place", "district", "capabilities", "bays", *ORIGIN)),
    "crews": (
        ("id", "kind"),
        ("station", "place", *POINT, "vehicle_class", "shift_start", "shift_end", "equipment", *ORIGIN),
    ),
    "types": (("type", "urgency"), ("name", "weight", "equipment_need", *ORIGIN)),
    "kinds": (("kind", "type", "serves", "penalty_s"), ()),
}
"""Table → columns that must be there, and columns that may be."""

UNPLACED_STEP_DEGREES = 0.001
"""Places without coordinates stand side by side near the point 0, 0, so that each is a point of its own."""


def place(cells: Cells, draft: Draft, row: int) -> Settlement:
    """A row of places.csv: a name that other tables refer to."""
    drawn = cells.given("lat") or cells.given("lon")
    at = cells.point() if drawn else LatLon(lat=0.0, lon=(row + 1) * UNPLACED_STEP_DEGREES)
    return Settlement(
        name=cells.text("id"),
        district=cells.text("district") if cells.given("district") else draft.base.districts[0].name,
        at=at,
        population=cells.whole("population", 0) if cells.given("population") else 0,
        source=_source(cells),
        certainty=_certainty(cells),
    )


def station(cells: Cells, draft: Draft) -> Station | None:
    """A row of stations.csv."""
    at = _spot(cells, draft)
    name = cells.text("id")
    if at is None:
        return None
    return Station(
        id=StationId(name),
        name=cells.text("name") if cells.given("name") else name,
        kind=StationKind(cells.one_of("kind", [*StationKind])) if cells.given("kind") else StationKind.STATION,
        district=cells.text("district") if cells.given("district") else draft.district_of(at),
        at=at,
        source=_source(cells),
        certainty=_certainty(cells),
    )


def hospital(cells: Cells, draft: Draft) -> Hospital | None:
    """A row of hospitals.csv. Without `capabilities` it can do everything; without `bays` nobody waits there."""
    at = _spot(cells, draft)
    name = cells.text("id")
    can = cells.some_of("capabilities", [*HospitalCapability]) if cells.given("capabilities") else [*HospitalCapability]
    if cells.given("bays"):
        draft.bays[name] = cells.whole("bays", 1)
    if at is None:
        return None
    return Hospital(
        id=HospitalId(name),
        name=cells.text("name") if cells.given("name") else name,
        district=cells.text("district") if cells.given("district") else draft.district_of(at),
        at=at,
        capabilities=frozenset(map(HospitalCapability, can)),
        source=_source(cells),
        certainty=_certainty(cells),
    )


def crew(cells: Cells, draft: Draft, *, any_kind: bool) -> Crew | None:
    """A row of crews.csv. The home is a station, a named place or a point; without a shift it is on duty all day."""
    home = _home(cells, draft)
    name = cells.text("id")
    kind = cells.text("kind") if any_kind else cells.one_of("kind", [*CrewKind])
    vehicle = cells.one_of("vehicle_class", VEHICLE_CLASSES) if cells.given("vehicle_class") else VEHICLE_CLASSES[1]
    shift = Shift(
        start_s=cells.time_of_day_s("shift_start") if cells.given("shift_start") else 0.0,
        end_s=cells.time_of_day_s("shift_end") if cells.given("shift_end") else 0.0,
    )
    if home is None:
        return None
    return Crew(
        id=CrewId(name),
        kind=kind,
        station=home.id,
        home=home.at,
        district=home.district,
        vehicle_class=vehicle,
        shift=shift,
        equipment=equipment(cells, "equipment"),
        source=_source(cells),
        certainty=_certainty(cells),
    )


def call_type(cells: Cells) -> tuple[Complaint, CallShare]:
    """A row of types.csv. What may serve it says kinds.csv; any hospital takes it."""
    code = cells.text("type")
    needed = Complaint(
        code=code,
        name=cells.text("name") if cells.given("name") else code,
        urgency=Urgency(int(cells.one_of("urgency", [str(int(level)) for level in Urgency]))),
        crew_need=frozenset(),
        hospital_need=frozenset(),
        equipment_need=equipment(cells, "equipment_need"),
        source=_source(cells),
    )
    weight = cells.number("weight", 0, 1e9) if cells.given("weight") else 1.0
    called = CallShare(complaint=code, group=code, share=weight, child_share=0.0, words=(), certainty=_certainty(cells))
    return needed, called


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A row of kinds.csv: this kind may serve this type, at that price; `penalty_s` None: it may not."""

    kind: str
    type: str
    penalty_s: float | None


def serving(cells: Cells, draft: Draft) -> Serving:
    """A row of kinds.csv."""
    kind, code = cells.text("kind"), cells.text("type")
    serves = cells.one_of("serves", ["yes", "no"])
    penalty_s = cells.number("penalty_s", 0, 1e9) if cells.given("penalty_s") else 0.0
    if code and code not in draft.complaints and "types" not in draft.torn:
        cells.wrong("type", f"«{code}»: такого типа вызова нет; есть {', '.join(draft.complaints)}")
    return Serving(kind=kind, type=code, penalty_s=penalty_s if serves == "yes" else None)


def _spot(cells: Cells, draft: Draft) -> LatLon | None:
    if not cells.given("place"):
        return cells.point() if _pointed(cells, "place или lat и lon") else None
    name = cells.text("place")
    if cells.given("lat") or cells.given("lon"):
        cells.wrong("place", "место задано дважды: оставьте place или lat и lon")
    found = draft.places.get(name)
    if found is None:
        if "places" not in draft.torn:
            cells.wrong("place", f"«{name}»: такого места нет в places")
        cells.spoil()
        return None
    return found.at


def _home(cells: Cells, draft: Draft) -> Station | None:
    if not cells.given("station"):
        at = _spot(cells, draft)
        if at is None:
            return None
        return draft.base_at(cells.text("place") if cells.given("place") else f"{at.lat},{at.lon}", at)
    if any(cells.given(field) for field in ("place", *POINT)):
        cells.wrong("station", "дом задан дважды: оставьте station, или place, или lat и lon")
    found = draft.stations.get(cells.text("station"))
    if found is None:
        if "stations" not in draft.torn:
            cells.wrong("station", f"«{cells.text('station')}»: такой подстанции нет в stations")
        cells.spoil()
    return found


def _pointed(cells: Cells, what: str) -> bool:
    if cells.given("lat") and cells.given("lon"):
        return True
    missing = "lat" if not cells.given("lat") else "lon"
    cells.wrong(missing, f"пусто: нужно {what}")
    return False


def _source(cells: Cells) -> str:
    return cells.text("source") if cells.given("source") else SOURCE


def _certainty(cells: Cells) -> Certainty:
    return cells.certainty() if cells.given("certainty") else Certainty.ASSUMED
