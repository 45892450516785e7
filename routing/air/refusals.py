"""Why nobody flies, in words."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What stands against a flight."""

    NIGHT = "night"
    UNLIT_SITE = "unlit-site"
    VISIBILITY = "visibility"
    CEILING = "ceiling"
    WIND = "wind"
    NO_SITE_NEAR_SCENE = "no-site-near-scene"
    NO_SITE_NEAR_HOSPITAL = "no-site-near-hospital"
    NO_OTHER_SITE = "no-other-site"
    TOO_FAR = "too-far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A reason with its figures: what was found, and what was needed, in the units that `PHRASES` name."""

    reason: Reason
    found: float
    needed: float

    def said(self, language: str = "ru") -> str:
        """Say it in Russian (`ru`) or English (`en`)."""
        return PHRASES[self.reason][language].format(found=self.found, needed=self.needed)


PHRASES = {
    Reason.NIGHT: {
        "ru": "темно: солнце на {found:.0f}°, без допуска к ночным полётам нужно не ниже {needed:.0f}°",
        "en": "dark: the sun is at {found:.0f}°, without clearance for night flights at least {needed:.0f}° are needed",
    },
    Reason.UNLIT_SITE: {
        "ru": "темно, а площадка без огней: солнце на {found:.0f}°, нужно не ниже {needed:.0f}°",
        "en": "dark and no lamps on the site: the sun is at {found:.0f}°, at least {needed:.0f}° are needed",
    },
    Reason.VISIBILITY: {
        "ru": "видимость {found:.0f} м, нужно не меньше {needed:.0f} м",
        "en": "visibility {found:.0f} m, at least {needed:.0f} m are needed",
    },
    Reason.CEILING: {
        "ru": "облака на {found:.0f} м, нужно не ниже {needed:.0f} м",
        "en": "ceiling {found:.0f} m, at least {needed:.0f} m are needed",
    },
    Reason.WIND: {
        "ru": "ветер {found:.0f} м/с, допустимо не больше {needed:.0f} м/с",
        "en": "wind {found:.0f} m/s, at most {needed:.0f} m/s are allowed",
    },
    Reason.NO_SITE_NEAR_SCENE: {
        "ru": "до ближайшей площадки от места вызова {found:.0f} мин по дороге, допустимо {needed:.0f} мин",
        "en": "the nearest site is {found:.0f} min by road from the scene, {needed:.0f} min are allowed",
    },
    Reason.NO_SITE_NEAR_HOSPITAL: {
        "ru": "от ближайшей площадки до стационара {found:.0f} мин по дороге, допустимо {needed:.0f} мин",
        "en": "the nearest site is {found:.0f} min by road from the hospital, {needed:.0f} min are allowed",
    },
    Reason.NO_OTHER_SITE: {
        "ru": "место вызова и стационар у одной и той же площадки: площадок {found:.0f}, нужно {needed:.0f}",
        "en": "scene and hospital share their landing site: there is {found:.0f}, and {needed:.0f} are needed",
    },
    Reason.TOO_FAR: {
        "ru": "лететь {found:.0f} км с возвращением, дальность {needed:.0f} км",
        "en": "{found:.0f} km to fly with the way back, the range is {needed:.0f} km",
    },
}
