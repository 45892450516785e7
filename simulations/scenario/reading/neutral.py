"""What stands where an instance says nothing: a region without name days, promises or districts."""

from collections.abc import Sequence
from statistics import fmean

from dispatch.domain.places import Certainty, District
from dispatch.domain.region import Norms, Region
from routing.types import LatLon
from simulations.scenario.reading.draft import Draft, box_around

EVERYWHERE = "all"
"""The one district of an instance that has none."""

NORM_EMERGENCY_S, NORM_URGENT_S = 1_200.0, 2_700.0
"""The promises of the embedded region (Order 388н: 20 minutes; practice of the oblast: 45), so that reports compare."""

SOURCE = "сценарий: нейтральное значение"


def neutral_region(name: str, utc_offset_s: float) -> Region:
    """Return a region that holds nothing but one district."""
    return Region(
        name=name,
        utc_offset_s=utc_offset_s,
        box=box_around(()),
        neighbours=(),
        attribution=(),
        emergency_phone="112",
        ambulance_phone="103",
        norms=_norms(),
        figures=(),
        districts=(_district(EVERYWHERE, [LatLon(lat=0.0, lon=0.0)]),),
        stations=(),
        hospitals=(),
        faps=(),
        crews=(),
        complaints=(),
        call_shares=(),
        places=(),
    )


def districts_of_rows(draft: Draft) -> tuple[District, ...]:
    """Return the districts that the tables of an instance name, each in the middle of its rows; else the only one."""
    found: dict[str, list[LatLon]] = {}
    for table in (draft.places, draft.stations, draft.hospitals):
        for row in table.values():
            found.setdefault(row.district, []).append(row.at)
    return tuple(_district(name, points) for name, points in found.items()) or draft.base.districts


def _district(name: str, points: Sequence[LatLon]) -> District:
    middle = LatLon(lat=fmean(at.lat for at in points), lon=fmean(at.lon for at in points))
    return District(name=name, centre=middle, residents=1, source=SOURCE, certainty=Certainty.ASSUMED)


def _norms() -> Norms:
    return Norms(
        emergency_arrival_s=NORM_EMERGENCY_S,
        urgent_arrival_s=NORM_URGENT_S,
        urgent_latest_s=NORM_URGENT_S,
        answer_latest_s=0.0,
        answer_mean_s=0.0,
        service_notified_s=0.0,
        service_acknowledged_s=0.0,
        card_entered_s=0.0,
        crew_notified_s=0.0,
        sources={},
    )
