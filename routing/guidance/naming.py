"""What the road that follows a manoeuvre is called, as the driver reads it on a sign and as a sentence needs it."""

from dataclasses import dataclass
from functools import lru_cache

from routing.guidance.declension import Cases, declined
from routing.guidance.path import Driven
from routing.guidance.romanization import romanized

JUNCTION_M = 60.0
"""Inside a wide junction the pieces of road have no names yet."""
RAMP_M = 1_500.0
"""So far along a ramp the road it leads to is still its name; assumed."""
SIGN_WORDS = 3
"""Nobody reads more of a sign while driving; assumed."""
_DWELLING = {"residential", "living_street", "service"}
_JOINED = (" — ", " - ", " – ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A road by its name and number: where to turn («на …»), what to follow («по …»), and in English."""

    onto: str
    along: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Name, number and class of a road as the map has them; all `None` when it has neither name nor number."""

    name: str | None = None
    ref: str | None = None
    highway: str | None = None

    @property
    def known(self) -> set[str]:
        """The name and the number, as far as there are any."""
        return {text for text in (self.name, self.ref) if text}

    @property
    def called(self) -> Called | None:
        """The road in a sentence, `None` when there is nothing to call it."""
        return called(self.name, self.ref, self.highway) if self.name or self.ref else None


def name_ahead(path: Driven, edge: int) -> Named:
    """Name the road at an edge, or the first named one after the junction or the ramp."""
    starts, network = path.line.edge_m, path.network
    for ahead in range(edge, len(path.edges)):
        way = network.edge_way[path.edges[ahead]]
        ramp = ahead > edge and network.way_is_link[network.edge_way[path.edges[ahead - 1]]]
        if starts[ahead] - starts[edge] > (RAMP_M if ramp else JUNCTION_M):
            break
        if network.ways.name[way] or network.ways.ref[way]:
            name, ref = network.text(network.ways.name[way]), network.text(network.ways.ref[way])
            return Named(name=name, ref=ref, highway=network.text(network.ways.highway[way]))
    return Named()


@lru_cache(maxsize=8192)
def called(name: str | None, ref: str | None, highway: str | None) -> Called:
    """Put the name of a road into a sentence, its number after a comma."""
    number = (ref or "").replace(";", ", ")
    if not name:
        return Called(onto=number, along=number, en=romanized(number))
    cases = declined(name) or _by_kind(name, "улица" if highway in _DWELLING else "дорога")
    onto, along, en = (
        ", ".join(filter(None, (text, number))) for text in (cases.accusative, cases.dative, _plain(name))
    )
    return Called(onto=onto, along=along, en=romanized(en))


def _by_kind(name: str, kind: str) -> Cases:
    """Say what the thing is when its name does not: дорога «Кола», дорога Тихвин — Будогощь."""
    shown = name if any(dash in name for dash in _JOINED) else f"«{_plain(name)}»"
    said = {"улица": Cases("улицу", "улице"), "дорога": Cases("дорогу", "дороге")}[kind]
    return Cases(f"{said.accusative} {shown}", f"{said.dative} {shown}")


def _plain(name: str) -> str:
    return name.strip("«»\"'“”„ ")


def sign_ahead(path: Driven, edge: int, named: Named) -> Called | None:
    """Read the sign over a ramp or a branch, `None` where it tells no more than the road's own name and number."""
    ways, network = path.network.ways, path.network
    way = network.edge_way[path.edges[edge]]
    towards = network.text(ways.destination_ref[way]), network.text(ways.destination[way])
    words = dict.fromkeys(_plain(part) for text in towards if text for part in text.split(";"))
    new = [word for word in words if word and word not in {_plain(known) for known in named.known}]
    shown = ", ".join(f"«{word}»" for word in new[:SIGN_WORDS])
    return Called(onto=shown, along=shown, en=romanized(shown)) if shown else None
