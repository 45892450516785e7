"""СНИЛС and ЕНП: check digits, what the ЕНП says of its holder, and masks.

Sources: СНИЛС, постановление Правления ПФР № 192п of 31.07.2006; ЕНП, приказ ФФОМС № 79 of 07.04.2011
(Mod10 of ISO/HL7 27931:2009, which is not Luhn).
"""

from dataclasses import dataclass
from datetime import date

from dispatch.application.patient_context import Sex

SNILS_UNCHECKED_UP_TO = 1_001_998
"""Numbers up to 001-001-998 were given out without a control number."""

SNILS_LENGTH, ENP_LENGTH = 11, 16
ENP_MALE_DAY_SHIFT = 50


def digits(text: str) -> str:
    """The ASCII digits of a number as people write it."""
    return "".join(character for character in text if character in "0123456789")


def snils_valid(number: str) -> bool:
    """Whether eleven digits carry their control number."""
    if len(number) != SNILS_LENGTH or digits(number) != number:
        return False
    if int(number[:9]) <= SNILS_UNCHECKED_UP_TO:
        return True
    weighted = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=False))
    return weighted % 101 % 100 == int(number[9:])


def enp_valid(number: str) -> bool:
    """Whether sixteen digits carry their HL7 Mod10 check digit."""
    if len(number) != ENP_LENGTH or digits(number) != number:
        return False
    return mod10(number[:-1]) == int(number[-1])


def mod10(body: str) -> int:
    """HL7 Mod10: odd positions from the right joined and doubled, even ones put before, digit sum to the next ten."""
    odd, even = body[::-2], body[-2::-2]
    joined = even + str(int(odd) * 2)
    return -sum(map(int, joined)) % 10


@dataclass(frozen=True, slots=True, kw_only=True)
class EnpBirth:
    """What digits 3-10 of an ЕНП say. It raises an alarm when it contradicts, it is never a source."""

    birth_date: str
    sex: Sex


def enp_birth(number: str) -> EnpBirth | None:
    """Birth date and sex in the ЕНП; None when the digits are no date (older numbers).

    Each digit is 9 - d. Month +20 for births up to 1950, +40 for 1951-2000, +0 later; day +50 for men; year reversed.
    """
    month, year, day = (_complement(part) for part in (number[2:4], number[4:8][::-1], number[8:10]))
    sex = Sex.MALE if day > ENP_MALE_DAY_SHIFT else Sex.FEMALE
    try:
        born = date(year, month - _century_shift(year), day % ENP_MALE_DAY_SHIFT)
    except ValueError:
        return None
    return EnpBirth(birth_date=born.isoformat(), sex=sex)


def _complement(part: str) -> int:
    return int("".join(str(9 - int(digit)) for digit in part))


def _century_shift(year: int) -> int:
    if year <= 1950:
        return 20
    return 40 if year <= 2000 else 0


def masked(number: str | None) -> str | None:
    """Only the last four digits: «…4595»."""
    return f"…{number[-4:]}" if number else None
