"""Synthetic СНИЛС and ЕНП with right check digits."""

from datetime import date

REGION = "47"
"""Leningrad Oblast."""


def snils(body: int) -> str:
    """Nine digits with their control number. Bodies above 001-001-998 only: below, none was given."""
    digits = f"{body:09d}"
    weighted = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    return f"{digits}{weighted % 101 % 100:02d}"


def enp(birth: date, *, male: bool, serial: int) -> str:
    """Region, encoded birth date and sex, a five-digit serial, and the HL7 Mod10 digit."""
    month = birth.month + (20 if birth.year <= 1950 else 40 if birth.year <= 2000 else 0)
    encoded = f"{month:02d}{str(birth.year)[::-1]}{birth.day + 50 * male:02d}"
    body = f"{REGION}{''.join(str(9 - int(digit)) for digit in encoded)}{serial:05d}"
    odd, even = body[::-2], body[-2::-2]
    return f"{body}{-sum(map(int, even + str(int(odd) * 2))) % 10}"
