"""One row of each file into the value it stands for."""

from collections.abc import Mapping

from dispatch.adapters.region_files.cells import Cells
from dispatch.domain.capability import CrewCapability, CrewKind, HospitalCapability
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.equipment import EQUIPMENT_NAME, EQUIPMENT_RU, VEHICLE_CLASSES
from dispatch.domain.ids import CrewId, HospitalId, StationId
from dispatch.domain.incident import Complaint, Urgency
from dispatch.domain.places import District, Fap, Hospital, StandbyPoint, Station, StationKind
from dispatch.domain.posts import Hardness, PostHours, weekdays_of
from dispatch.domain.region import CallShare, Settlement


def district(cells: Cells) -> District:
    """A row of districts.csv."""
    return District(
        name=cells.text("name"),
        centre=cells.point(),
        residents=cells.whole("residents", 1),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def station(cells: Cells) -> Station:
    """A row of stations.csv."""
    return Station(
        id=StationId(cells.text("id")),
        name=cells.text("name"),
        kind=StationKind(cells.one_of("kind", [*StationKind])),
        district=cells.text("district"),
        at=cells.point(),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def hospital(cells: Cells) -> Hospital:
    """A row of hospitals.csv."""
    return Hospital(
        id=HospitalId(cells.text("id")),
        name=cells.text("name"),
        district=cells.text("district"),
        at=cells.point(),
        capabilities=_hospital_capabilities(cells, "capabilities"),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def standby_point(cells: Cells) -> StandbyPoint:
    """A row of standby.csv."""
    return StandbyPoint(
        id=StationId(cells.text("id")),
        name=cells.text("name"),
        district=cells.text("district"),
        at=cells.point(),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def post_hours(cells: Cells) -> PostHours:
    """A row of posts.csv."""
    return PostHours(
        post=StationId(cells.text("id")),
        weekdays=_weekdays(cells, "weekdays"),
        from_s=cells.time_of_day_s("from"),
        until_s=cells.time_of_day_s("until"),
        crews=cells.whole("crews", 1),
        hardness=Hardness(cells.one_of("hardness", [*Hardness])),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def fap(cells: Cells) -> Fap:
    """A row of faps.csv."""
    return Fap(
        id=cells.text("id"),
        name=cells.text("name"),
        district=cells.text("district"),
        at=cells.point(),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def crew(cells: Cells, stations: Mapping[str, Station], *, all_stations_read: bool) -> Crew | None:
    """A row of crews.csv; None when its station is not there. A station that could not be read is no new finding."""
    name = cells.text("station")
    base = stations.get(name)
    shift = Shift(start_s=cells.time_of_day_s("shift_start"), end_s=cells.time_of_day_s("shift_end"))
    kind = CrewKind(cells.one_of("kind", [*CrewKind]))
    crew_id, vehicle = CrewId(cells.text("id")), cells.one_of("vehicle_class", VEHICLE_CLASSES)
    source, certainty = cells.text("source"), cells.certainty()
    carried = equipment(cells, "equipment")
    if base is None:
        if name and all_stations_read:
            cells.wrong("station", f"«{name}»: такой подстанции нет в stations.csv")
        cells.spoil()
        return None
    return Crew(
        id=crew_id,
        kind=kind,
        station=base.id,
        home=base.at,
        district=base.district,
        vehicle_class=vehicle,
        shift=shift,
        equipment=carried,
        source=source,
        certainty=certainty,
    )


def complaint(cells: Cells) -> tuple[Complaint, CallShare]:
    """Read a row of complaints.csv: what the complaint needs, and how often it is called for."""
    needed = Complaint(
        code=cells.text("code"),
        name=cells.text("name"),
        urgency=Urgency(int(cells.one_of("urgency", [str(int(level)) for level in Urgency]))),
        crew_need=frozenset(map(CrewCapability, cells.some_of("crew_need", [*CrewCapability]))),
        hospital_need=_hospital_capabilities(cells, "hospital_need"),
        equipment_need=equipment(cells, "equipment_need"),
        source=cells.text("source"),
    )
    called = CallShare(
        complaint=needed.code,
        group=cells.text("group"),
        share=cells.number("share", 0, 1),
        child_share=cells.number("child_share", 0, 1),
        words=tuple(word.lower() for word in cells.words("words")),
        certainty=cells.certainty(),
    )
    return needed, called


def place(cells: Cells) -> Settlement:
    """A row of places.csv."""
    return Settlement(
        name=cells.text("name"),
        district=cells.text("district"),
        at=cells.point(),
        population=cells.whole("population", 0),
        source=cells.text("source"),
        certainty=cells.certainty(),
    )


def _hospital_capabilities(cells: Cells, field: str) -> frozenset[HospitalCapability]:
    return frozenset(map(HospitalCapability, cells.some_of(field, [*HospitalCapability])))


def equipment(cells: Cells, field: str) -> frozenset[str]:
    """Names of equipment in an optional column: of `EQUIPMENT_RU`, or the region's own; Latin letters, as codes are."""
    names = cells.words(field) if cells.given(field) else []
    for name in names:
        if not EQUIPMENT_NAME.fullmatch(name):
            cells.wrong(
                field,
                f"«{name}»: нужно имя латиницей через дефис; известные: {', '.join(EQUIPMENT_RU)}; несколько через «;»",
            )
    return frozenset(names)


def _weekdays(cells: Cells, field: str) -> frozenset[int]:
    value = cells.text(field)
    found = weekdays_of(value) if value else None
    if value and found is None:
        cells.wrong(field, f"«{value}»: нужны дни недели, 1 понедельник: 1-5 или 6;7")
    return found or frozenset({1})
