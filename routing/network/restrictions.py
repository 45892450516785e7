"""Turn restrictions as OSM's relations state them."""

from collections.abc import Iterable
from dataclasses import dataclass

from routing.network.tags import Tags
from routing.network.timetable import Mask, clauses, shut

KEYS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction")
"""The most specific first."""
_CARS = frozenset({"motorcar", "motor_vehicle", "vehicle"})
Member = tuple[str, str, int]
"""Role, type (n, w, r) and OSM id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRestriction:
    """A sign: who comes from here over there must, or must not, go on to there.

    It leads over a node or over ways, of which the other is `None` or empty. `when` is `None` for always.
    """

    osm_id: int
    kind: str
    from_ways: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    frees_siren: bool
    when: Mask | None = None

    def forbids(self, onto: int) -> bool:
        """Tell whether it forbids going on to an OSM way."""
        return (onto in self.to_ways) == self.kind.startswith("no_")


def is_restriction(tags: Tags) -> bool:
    """Tell whether a relation restricts the turns of cars."""
    return tags.get("type") == "restriction" and any(key in tags or f"{key}:conditional" in tags for key in KEYS)


def restrictions(osm_id: int, tags: Tags, members: Iterable[Member]) -> list[RawRestriction] | None:
    """Read a relation: no sign when it excepts cars, `None` when it is not to be understood."""
    excepted = {each.strip() for each in tags.get("except", "").split(";")}
    if excepted & _CARS:
        return []
    roles: dict[tuple[str, str], list[int]] = {}
    for role, kind, ref in members:
        roles.setdefault((role, kind), []).append(ref)
    nodes, ways = roles.pop(("via", "n"), []), roles.pop(("via", "w"), [])
    found = _signs(tags)
    if (
        set(roles) != {("from", "w"), ("to", "w")}
        or (len(nodes), bool(ways)) not in {(1, False), (0, True)}
        or not found
    ):
        return None
    return [
        RawRestriction(
            osm_id=osm_id,
            kind=kind,
            from_ways=tuple(roles["from", "w"]),
            via_node=nodes[0] if nodes else None,
            via_ways=tuple(ways),
            to_ways=tuple(roles["to", "w"]),
            frees_siren="emergency" in excepted,
            when=when,
        )
        for kind, when in found
    ]


def _signs(tags: Tags) -> list[tuple[str, Mask | None]]:
    """List kinds and when they are in force."""
    always = next((tags[key] for key in KEYS if key in tags), None)
    times = next((tags[f"{key}:conditional"] for key in KEYS if f"{key}:conditional" in tags), None)
    found: list[tuple[str, Mask | None]] = [(always, None)] if always else []
    found += [(each.value, shut(False, [(True, each.span)])) for each in clauses(times)]
    return [(kind, when) for kind, when in found if kind.startswith(("no_", "only_"))]
