"""The one catalogue of sentences: reason codes and event types in Russian and English.

A sentence is never glued together: each code has a whole sentence with places for its figures.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dispatch.domain.capability import HOSPITAL_CAPABILITY_RU
from dispatch.domain.recommendation import Reason

CREW_CAPABILITY_RU: Mapping[str, str] = MappingProxyType(
    {
        "basic": "общий профиль",
        "doctor": "врач",
        "intensive": "реанимация",
        "paediatric": "педиатр",
        "paediatric-intensive": "детская реанимация",
        "psychiatric": "психиатр",
    }
)

HOSPITAL_WORDS: Mapping[str, str] = MappingProxyType(
    {capability.value: words for capability, words in HOSPITAL_CAPABILITY_RU.items()}
)

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "nearest-by-road": (
            "ближайшая свободная по дорогам: {minutes} мин",
            "nearest free crew by road: {minutes} min",
        ),
        "nearer-kept": (
            "бригада {crew} ближе, но нужнее на вызове {incident}",
            "crew {crew} is nearer, but needed more at incident {incident}",
        ),
        "fits-better": (
            "подходит лучше, чем {crew}, хотя едет на {minutes} мин дольше",
            "fits better than {crew}, though {minutes} min later",
        ),
        "lacks-capability": ("нет нужного: {capability}", "lacks: {capability}"),
        "table-penalty": (
            "по таблице службы к доезду прибавлено {seconds} с",
            "the service's table adds {seconds} s to the arrival",
        ),
        "shift-ends-soon": ("смена кончается через {minutes} мин", "shift ends in {minutes} min"),
        "kept-for": ("оставлена для вызова {incident}", "kept for incident {incident}"),
        "arrives-later": ("приедет на {minutes} мин позже", "arrives {minutes} min later"),
        "as-near": ("едет столько же", "arrives at the same time"),
        "nearer-but": ("ближе на {minutes} мин, но подходит хуже", "{minutes} min nearer, but fits worse"),
        "no-road": (
            "до места нет дороги по карте: вызовите санавиацию или МЧС",
            "no road leads there: call the air ambulance or the rescue service",
        ),
        "nobody-free": (
            "нет свободной бригады, которая доедет и подходит: позвоните соседям или освободите бригаду",
            "no free crew can reach and serve: ask the neighbours or free a crew",
        ),
        "all-taken-by-more-urgent": (
            "все подходящие бригады нужны более срочным или более старым вызовам",
            "every fitting crew is needed by more urgent or older calls",
        ),
        "hospital-nearest": ("ближайший подходящий: {minutes} мин", "nearest: {minutes} min"),
        "hospital-nearest-capable": (
            "ближайший из тех, где есть всё нужное: {minutes} мин",
            "nearest that has what is needed: {minutes} min",
        ),
        "hospital-has": ("есть {ward}", "has {ward}"),
        "hospital-lacks": ("нет: {ward}", "lacks {ward}"),
        "no-hospital-has": (
            "нужно, но нет ни в одном доступном стационаре: {ward}",
            "needed, but no reachable hospital has it: {ward}",
        ),
        "no-hospital-by-road": (
            "ни до одного стационара нет дороги: вызовите санавиацию",
            "no road to any hospital: call the air ambulance",
        ),
        "hospital-by-crew": ("стационар выбрала бригада", "chosen by the crew"),
    }
)

EVENTS_RU: Mapping[str, str] = MappingProxyType(
    {
        "RegionAdopted": "принят справочник региона",
        "PositionsSeen": "учтены положения бригад",
        "IncidentReported": "вызов принят",
        "RecommendationMade": "рекомендация",
        "CrewAssigned": "бригада назначена",
        "DestinationChosen": "выбран стационар",
        "MilestoneReached": "отметка бригады",
        "IncidentCancelled": "вызов отменён",
        "CrewServiceChanged": "бригада снята с линии или возвращена",
        "FlagsNoted": "сведения из медкарты учтены",
        "ModeSet": "режим изменён",
        "WeightsChanged": "изменены дорожные условия",
        "PolicyFellBack": "оптимизатор не ответил, решено по ближайшей бригаде",
    }
)


def say(reason: Reason, language: str = "ru") -> str:
    """Put a reason into words. `language` is ru or en."""
    russian, english = REASONS[reason.code]
    if language == "en":
        return english.format(**{name: _english(value) for name, value in reason.params.items()})
    return russian.format(**{name: _russian(name, value) for name, value in reason.params.items()})


def _english(value: str | float) -> str:
    """Write a figure with a point; the codes of capabilities and wards are English already."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _russian(name: str, value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    words = {"capability": CREW_CAPABILITY_RU, "ward": HOSPITAL_WORDS}.get(name, {})
    return words.get(str(value), str(value))
