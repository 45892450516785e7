"""What the compiler of maps is doing, for whoever waits."""

from collections.abc import Callable
from enum import StrEnum


class Phase(StrEnum):
    """A step of the work, in words for people; the first ones take no time when all goes well."""

    WAITING = "жду: эту же карту уже собирает другой процесс"
    DAMAGED = "собранная карта повреждена, собираю заново"
    READING = "читаю дороги"
    CUTTING = "делю дороги по перекрёсткам"
    CONNECTING = "ищу связную часть"
    ORDERING = "упорядочиваю перекрёстки для поиска"
    CONTRACTING = "сжимаю граф для поиска"
    SAVING = "сохраняю"
    NOT_KEPT = "сохранить не удалось: карта останется в памяти и соберётся снова"
    WATER = "читаю реки и берега"
    HOUSES = "читаю дома и названия"
    DONE = "готово"


SHARE_BEFORE = {
    Phase.READING: 0.0,
    Phase.CUTTING: 0.27,
    Phase.CONNECTING: 0.35,
    Phase.ORDERING: 0.41,
    Phase.CONTRACTING: 0.78,
    Phase.SAVING: 0.92,
    Phase.WATER: 0.94,
    Phase.HOUSES: 0.97,
    Phase.DONE: 1.0,
}
"""Of the whole work, how much is done when a phase begins: measured on the real extract and on twenty of it."""

Progress = Callable[[Phase], None]
"""Told each phase when it begins."""


def unheard(_: Phase) -> None:
    """Tell nobody."""
