"""[several_crews], and `victims` of a [[burst]]: when more than one crew goes to one place."""

from dispatch.domain.capability import CrewCapability
from dispatch.domain.parts import MOST_VICTIMS, Victims
from simulations.scenario.model import SeveralCrews
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys

COLOURS = ("red", "yellow", "green", "unsorted", "children")


def read_several_crews(keys: ScenarioKeys, draft: Draft) -> SeveralCrews:
    """Read [several_crews]; without it one crew answers each call, as long as it has one patient."""
    usual = SeveralCrews()
    keys.only("several_crews", ("first_responder", "ask", "ask_need"))
    need = keys.all_of("several_crews.ask_need", [*CrewCapability], "среди умений бригад")
    return SeveralCrews(
        first_responder=keys.flag("several_crews.first_responder", default=usual.first_responder),
        ask={code: _share(keys, draft, code) for code in keys.names("several_crews.ask")},
        ask_need=frozenset(map(CrewCapability, need)) or usual.ask_need,
    )


def read_victims(keys: ScenarioKeys, path: str) -> Victims | None:
    """Read how many are hurt in each call of a burst; None where nothing is written."""
    path = f"{path}.victims"
    if not keys.given(path):
        return None
    keys.only(path, COLOURS)
    told = {name: keys.whole_or(f"{path}.{name}", 0, 0, MOST_VICTIMS) for name in COLOURS}
    total = sum(told.values()) - told["children"]
    if told["children"] > total:
        keys.wrong(f"{path}.children", f"детей больше, чем пострадавших ({total})")
        told["children"] = total
    return Victims(**told)


def _share(keys: ScenarioKeys, draft: Draft, code: str) -> float:
    path = f"several_crews.ask.{code}"
    if code not in draft.complaints:
        keys.unknown(path, code, draft.complaints, "такого повода нет")
    return keys.number(path, 0, 1)
