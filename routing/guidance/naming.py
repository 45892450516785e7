"""The name of the road that follows a manoeuvre, as the driver may read it on a sign."""

from routing.guidance.steps import Driven

JUNCTION_M = 60.0
"""Inside a wide junction the pieces of road have no names yet."""
RAMP_M = 1_500.0
"""So far along a ramp the road it leads to is still its name; assumed."""
_KINDS = {
    *("улица", "проспект", "переулок", "площадь", "набережная", "бульвар", "проезд", "тупик", "аллея", "линия"),
    *("шоссе", "дорога", "автодорога", "тракт", "магистраль", "полукольцо", "мост", "путепровод", "канал"),
    *("въезд", "подъезд", "обход"),
}
_PLACES_JOINED = "—"


def name_ahead(path: Driven, edge: int) -> tuple[str | None, str | None]:
    """Name and number of the road at an edge, or of the first named one after the junction or the ramp."""
    starts, network = path.line.edge_m, path.network
    for ahead in range(edge, len(path.edges)):
        way = network.edge_way[path.edges[ahead]]
        ramp = ahead > edge and network.way_is_link[network.edge_way[path.edges[ahead - 1]]]
        if starts[ahead] - starts[edge] > (RAMP_M if ramp else JUNCTION_M):
            break
        if network.ways.name[way] or network.ways.ref[way]:
            return network.text(network.ways.name[way]), network.text(network.ways.ref[way])
    return None, None


def shown_name(name: str | None, ref: str | None) -> str:
    """Name and number in one; what is the name of a numbered road, not of a street, stands in quotes: «Кола» · Р-21."""
    proper = name and ref and "«" not in name and _PLACES_JOINED not in name and not _KINDS & set(name.lower().split())
    return " · ".join(text for text in (f"«{name}»" if proper else name, ref) if text)
