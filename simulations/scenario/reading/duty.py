"""[duty]: when crews pause; without the section as the region's own says. And how long they take the vehicle over."""

from dataclasses import replace

from dispatch.adapters.region_files.duty import LONGEST_MIN, MINUTE_S
from dispatch.adapters.region_files.duty import read_duty as read_section
from dispatch.domain.crew import Crew
from dispatch.domain.duty import DutyRules
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys


def read_duty(keys: ScenarioKeys, draft: Draft) -> DutyRules | None:
    """Read [duty]; what it does not say has its default, and where it is not written the region's rules hold."""
    return read_section(keys) if keys.given("duty") else draft.base.duty


def take_over(keys: ScenarioKeys, draft: Draft) -> None:
    """Read crewing.takeover_min, and give every crew's shift so many minutes in which it is sent nowhere."""
    if not keys.given("crewing.takeover_min"):
        return
    takeover_s = keys.number("crewing.takeover_min", 0, LONGEST_MIN) * MINUTE_S
    short = [crew.id for crew in draft.crews.values() if crew.shift.length_s <= takeover_s]
    if short:
        keys.wrong("crewing.takeover_min", f"смена бригады {short[0]} короче приёма машины")
        return
    draft.crews = {name: _taking_over(crew, takeover_s) for name, crew in draft.crews.items()}


def _taking_over(crew: Crew, takeover_s: float) -> Crew:
    return crew.changed(shift=replace(crew.shift, takeover_s=takeover_s))
