"""The region while a scenario is laid over it: tables by id that may still change, and where each row is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dispatch.domain.crew import Crew
from dispatch.domain.ids import StationId
from dispatch.domain.incident import Complaint
from dispatch.domain.places import Certainty, Hospital, Station, StationKind
from dispatch.domain.region import Box, CallShare, Region, Settlement, of_neighbours
from routing.types import LatLon

BOX_MARGIN_DEGREES = 0.01
"""How far the box of an instance reaches beyond its points."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """The region's tables by id. `where` is (file, line) of the rows that the scenario itself brings.

    `torn` names tables of which rows could not be read: what only a whole table proves is left unsaid.
    """

    base: Region
    stations: dict[str, Station] = field(default_factory=dict)
    hospitals: dict[str, Hospital] = field(default_factory=dict)
    crews: dict[str, Crew] = field(default_factory=dict)
    complaints: dict[str, Complaint] = field(default_factory=dict)
    shares: dict[str, CallShare] = field(default_factory=dict)
    places: dict[str, Settlement] = field(default_factory=dict)
    bays: dict[str, int] = field(default_factory=dict)
    where: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    torn: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, region: Region) -> "Draft":
        """Begin with a whole region."""
        return cls(
            base=region,
            stations={row.id: row for row in region.stations},
            hospitals={row.id: row for row in region.hospitals},
            crews={row.id: row for row in region.crews},
            complaints={row.code: row for row in region.complaints},
            shares={row.complaint: row for row in region.call_shares},
            places={row.name: row for row in region.places},
        )

    def points(self) -> Mapping[str, LatLon]:
        """Every place that can be named: settlements and supplied places, then stations, then hospitals."""
        tables: list[Mapping[str, Hospital] | Mapping[str, Station] | Mapping[str, Settlement]] = [
            self.hospitals,
            self.stations,
            self.places,
        ]
        return {name: row.at for table in tables for name, row in table.items()}

    def district_of(self, at: LatLon) -> str:
        """District of the settlement (or district centre) nearest to the point."""
        known = [(row.at, row.district) for row in self.places.values()]
        known += [(row.centre, row.name) for row in self.base.districts]
        own = {row.name for row in self.base.districts}
        return min((each for each in known if each[1] in own), key=lambda each: _squared(at, each[0]))[1]

    def base_at(self, name: str, at: LatLon) -> Station:
        """Return the base of this name, founding it where nobody has stood before."""
        if name not in self.stations:
            self.stations[name] = Station(
                id=StationId(name),
                name=name,
                kind=StationKind.STATION,
                district=self.district_of(at),
                at=at,
                source="сценарий: дом бригады",
                certainty=Certainty.ASSUMED,
            )
        return self.stations[name]

    def region(self) -> Region:
        """Put the tables together; a base that has gone has no hours any more."""
        region = replace(
            self.base,
            stations=tuple(self.stations.values()),
            hospitals=tuple(self.hospitals.values()),
            crews=of_neighbours(self.crews.values(), self.base.neighbours),
            complaints=tuple(self.complaints.values()),
            call_shares=tuple(self.shares.values()),
            places=tuple(self.places.values()),
        )
        return replace(region, posts=tuple(hours for hours in region.posts if hours.post in region.bases))


def box_around(points: Iterable[LatLon]) -> Box:
    """Return the smallest box around the points, with a margin; the whole world when there is none."""
    known = list(points)
    if not known:
        return Box(west=-180, south=-90, east=180, north=90)
    lats, lons = [at.lat for at in known], [at.lon for at in known]
    return Box(
        west=max(-180.0, min(lons) - BOX_MARGIN_DEGREES),
        south=max(-90.0, min(lats) - BOX_MARGIN_DEGREES),
        east=min(180.0, max(lons) + BOX_MARGIN_DEGREES),
        north=min(90.0, max(lats) + BOX_MARGIN_DEGREES),
    )


def _squared(a: LatLon, b: LatLon) -> float:
    """Comparable, no distance: good enough to choose the nearer of two centres at one latitude."""
    return (a.lat - b.lat) ** 2 + ((a.lon - b.lon) / 2) ** 2
