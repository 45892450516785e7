"""[duty]: when crews pause. Without the section nobody does."""

from dataclasses import replace

from dispatch.domain.crew import Crew
from dispatch.domain.duty import DutyRules
from dispatch.domain.incident import Urgency
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys

HOUR_S, MINUTE_S = 3_600.0, 60.0
LONGEST_MIN, LONGEST_H = 24 * 60.0, 24.0
NEVER = "never"
KEYS = (
    *("meal_min", "meal_every_h", "meal_from_share", "meal_until_share"),
    *("rest_min", "rest_after_h", "rest_after_night_h", "fuel_min", "fuel_after_h"),
    *("interrupted_by", "interrupt_gain_min", "stand_in_min", "offer_again_min"),
)


def read_duty(keys: ScenarioKeys) -> DutyRules | None:
    """Read [duty]; None where it is not written."""
    if not keys.given("duty"):
        return None
    keys.only("duty", KEYS)
    usual = DutyRules()
    until = keys.number_or("duty.meal_until_share", usual.meal_until_share, 0, 1)
    begin = keys.number_or("duty.meal_from_share", usual.meal_from_share, 0, 1)
    if begin >= until:
        keys.wrong("duty.meal_from_share", f"{begin:g}: нужно меньше meal_until_share ({until:g})")
        begin, until = usual.meal_from_share, usual.meal_until_share
    return DutyRules(
        meal_s=_length_s(keys, "meal_min", usual.meal_s),
        meal_every_s=keys.number_or("duty.meal_every_h", usual.meal_every_s / HOUR_S, 1, LONGEST_H) * HOUR_S,
        meal_from_share=begin,
        meal_until_share=until,
        rest_s=_length_s(keys, "rest_min", usual.rest_s),
        rest_after_s=_after_s(keys, "rest_after_h"),
        rest_after_night_s=_after_s(keys, "rest_after_night_h"),
        fuel_s=_length_s(keys, "fuel_min", usual.fuel_s),
        fuel_after_s=_after_s(keys, "fuel_after_h"),
        interrupted_by=_interrupted_by(keys),
        interrupt_gain_s=_minutes_s(keys, "interrupt_gain_min", usual.interrupt_gain_s),
        stand_in_s=_minutes_s(keys, "stand_in_min", usual.stand_in_s),
        offer_again_s=_minutes_s(keys, "offer_again_min", usual.offer_again_s),
    )


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


def _length_s(keys: ScenarioKeys, name: str, usual_s: float) -> float:
    return keys.number_or(f"duty.{name}", usual_s / MINUTE_S, 1, LONGEST_MIN) * MINUTE_S


def _minutes_s(keys: ScenarioKeys, name: str, usual_s: float) -> float:
    return keys.number_or(f"duty.{name}", usual_s / MINUTE_S, 0, LONGEST_MIN) * MINUTE_S


def _after_s(keys: ScenarioKeys, name: str) -> float | None:
    return keys.number(f"duty.{name}", 0, LONGEST_H) * HOUR_S if keys.given(f"duty.{name}") else None


def _interrupted_by(keys: ScenarioKeys) -> Urgency | None:
    word = keys.one_of("duty.interrupted_by", [*Urgency.__members__, NEVER], Urgency.P1.name)
    return None if word == NEVER else Urgency[word]
