"""Figures as a head of service reads them: decimal comma, minutes, per cent and percentage points, true minus."""

from math import isfinite

from simulations.metrics.catalogue import Metric

MINUTE_S, HOUR_S = 60.0, 3_600.0
NBSP, NARROW = "\u00a0", "\u202f"
MINUS = "\u2212"
UNKNOWN = "—"


def number(value: float, decimals: int = 0) -> str:
    """Write 9 700 or 14,2: narrow spaces between thousands, a comma, a true minus; «—» for what is no number."""
    if not isfinite(value):
        return UNKNOWN
    text = f"{abs(value):,.{decimals}f}".replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def signed(value: float, decimals: int = 0) -> str:
    """Write a difference: +1,2 or −0,4; what rounds to nothing has no sign."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


def minutes(seconds: float | None) -> str:
    """Write 14,2 мин."""
    return UNKNOWN if seconds is None else f"{number(seconds / MINUTE_S, 1)}{NBSP}мин"


def share(value: float | None) -> str:
    """Write 18,2 %."""
    return UNKNOWN if value is None else f"{number(value * 100, 1)}{NBSP}%"


def scale(metric: Metric) -> tuple[float, int, str, str]:
    """Return by what to multiply a figure, its decimals, its unit, and the unit of its differences."""
    match metric.unit:
        case "s":
            return 1 / MINUTE_S, 1, "мин", "мин"
        case "share":
            return 100.0, 1, "%", "п." + NBSP + "п."
        case "index":
            return 1.0, 3, "", ""
        case "h":
            return 1.0, 1, "ч", "ч"
        case "price":
            return 1.0, 0, "", ""
        case _:
            return 1.0, 0, "", ""


def valued(metric: Metric, value: float | None) -> str:
    """Write a figure with its unit."""
    if value is None:
        return UNKNOWN
    factor, decimals, unit, _ = scale(metric)
    decimals = 1 if metric.unit == "count" and abs(value) < 100 and value != int(value) else decimals
    return f"{number(value * factor, decimals)}{NBSP}{unit}".rstrip(NBSP)


def interval(metric: Metric, low: float, high: float) -> str:
    """Write the ends of an interval of a difference: −2,9 … −1,7."""
    factor, decimals, _, _ = scale(metric)
    decimals = decimals or 1
    return f"{signed(low * factor, decimals)}{NBSP}…{NBSP}{signed(high * factor, decimals)}"


def difference(metric: Metric, value: float) -> str:
    """Write a difference with its unit: −2,3 п. п."""
    factor, decimals, _, unit = scale(metric)
    return f"{signed(value * factor, decimals or 1)}{NBSP}{unit}".rstrip(NBSP)


def counted(count: int, one: str, few: str, many: str) -> str:
    """Write a number with its noun: 1 повтор, 4 повтора, 40 повторов."""
    tens, ones = count % 100, count % 10
    noun = one if ones == 1 and tens != 11 else few if ones in (2, 3, 4) and tens not in (12, 13, 14) else many
    return f"{number(count)}{NBSP}{noun}"


def first_up(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]
