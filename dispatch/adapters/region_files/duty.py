"""[duty] of region.toml, and of a scenario: when crews pause. Both are read here."""

from dispatch.adapters.region_files.keys import Keys
from dispatch.domain.duty import DutyRules
from dispatch.domain.incident import Urgency

HOUR_S, MINUTE_S = 3_600.0, 60.0
LONGEST_MIN, LONGEST_H = 24 * 60.0, 24.0
NEVER = "never"
KEYS = (
    *("off", "meal_min", "meal_every_h", "no_meal_up_to_h", "meal_from_share", "meal_until_share"),
    *("rest_min", "rest_after_h", "rest_after_night_h", "night_from", "night_until"),
    *("fuel_min", "fuel_after_h", "interrupted_by", "interrupt_gain_min", "stand_in_min", "offer_again_min"),
)
ORIGIN = ("source", "certainty")


def read_duty(keys: Keys) -> DutyRules | None:
    """Read the section; None where it is not written, or says that nobody pauses (`off`)."""
    if not keys.given("duty"):
        return None
    keys.only("duty", (*KEYS, *ORIGIN))
    usual = DutyRules()
    until = keys.number_or("duty.meal_until_share", usual.meal_until_share, 0, 1)
    begin = keys.number_or("duty.meal_from_share", usual.meal_from_share, 0, 1)
    if begin >= until:
        keys.wrong("duty.meal_from_share", f"{begin:g}: нужно меньше meal_until_share ({until:g})")
        begin, until = usual.meal_from_share, usual.meal_until_share
    rules = DutyRules(
        meal_s=_length_s(keys, "meal_min", usual.meal_s),
        meal_every_s=keys.number_or("duty.meal_every_h", usual.meal_every_s / HOUR_S, 1, LONGEST_H) * HOUR_S,
        no_meal_up_to_s=keys.number_or("duty.no_meal_up_to_h", usual.no_meal_up_to_s / HOUR_S, 0, LONGEST_H) * HOUR_S,
        meal_from_share=begin,
        meal_until_share=until,
        rest_s=_length_s(keys, "rest_min", usual.rest_s),
        rest_after_s=_after_s(keys, "rest_after_h"),
        rest_after_night_s=_after_s(keys, "rest_after_night_h"),
        night_from_s=_clock_s(keys, "night_from", usual.night_from_s),
        night_until_s=_clock_s(keys, "night_until", usual.night_until_s),
        fuel_s=_length_s(keys, "fuel_min", usual.fuel_s),
        fuel_after_s=_after_s(keys, "fuel_after_h"),
        interrupted_by=_interrupted_by(keys),
        interrupt_gain_s=_minutes_s(keys, "interrupt_gain_min", usual.interrupt_gain_s),
        stand_in_s=_minutes_s(keys, "stand_in_min", usual.stand_in_s),
        offer_again_s=_minutes_s(keys, "offer_again_min", usual.offer_again_s),
    )
    return None if keys.flag("duty.off", default=False) else rules


def _length_s(keys: Keys, name: str, usual_s: float) -> float:
    return keys.number_or(f"duty.{name}", usual_s / MINUTE_S, 1, LONGEST_MIN) * MINUTE_S


def _minutes_s(keys: Keys, name: str, usual_s: float) -> float:
    return keys.number_or(f"duty.{name}", usual_s / MINUTE_S, 0, LONGEST_MIN) * MINUTE_S


def _after_s(keys: Keys, name: str) -> float | None:
    return keys.number(f"duty.{name}", 0, LONGEST_H) * HOUR_S if keys.given(f"duty.{name}") else None


def _clock_s(keys: Keys, name: str, usual_s: float) -> float:
    return keys.time_of_day_s(f"duty.{name}") if keys.given(f"duty.{name}") else usual_s


def _interrupted_by(keys: Keys) -> Urgency | None:
    word = keys.one_of("duty.interrupted_by", [*Urgency.__members__, NEVER], Urgency.P1.name)
    return None if word == NEVER else Urgency[word]
