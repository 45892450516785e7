"""Whether a region's folder and a map are of the same place."""

from dispatch.bootstrap.region import chosen_map
from dispatch.config import Settings
from dispatch.domain.errors import RegionInvalid
from dispatch.domain.region import Region
from routing.oracle import off_roads

MOST_STRAYS = 0.5
"""With more of its stations off the map a region is another one; fewer are mistakes of single rows. Assumed."""
NAMED = 5


def strays(settings: Settings, region: Region) -> list[str]:
    """Name the stations that have no road of the map within some kilometres; none for a map that is not compiled.

    Raises `MapUnreadable`, and `RegionInvalid` where most of the stations are such.
    """
    path = chosen_map(settings)
    off = off_roads(path, settings.cache, [station.at for station in region.stations])
    names = [f"{region.stations[number].name} ({region.stations[number].id})" for number in off]
    if len(names) > MOST_STRAYS * len(region.stations):
        told = (
            f"регион «{region.name}» и карта {path} не об одном месте: вне дорог карты {len(names)} подстанций и "
            f"постов из {len(region.stations)}, например {', '.join(names[:NAMED])}; задайте карту этого региона "
            "(--map, DOEZD_MAP) или папку региона этой карты (--region, DOEZD_REGION)"
        )
        raise RegionInvalid([told])
    return names
