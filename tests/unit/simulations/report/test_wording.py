import pytest

from simulations.metrics.catalogue import described
from simulations.report.wording import counted, difference, interval, minutes, number, share, signed, valued


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (9_700, 0, "9\u202f700"),
        (14.25, 1, "14,2"),
        (-0.4, 1, "\u22120,4"),
        (-0.04, 1, "0,0"),
        (float("inf"), 0, "—"),
        (float("nan"), 1, "—"),
    ],
)
def test_a_number_is_written_as_in_a_russian_text(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_a_difference_has_its_sign_and_a_zero_has_none() -> None:
    assert [signed(value, 1) for value in (2.31, -2.31, 0.0, 0.04, -0.04)] == ["+2,3", "\u22122,3", "0,0", "0,0", "0,0"]


def test_a_share_differs_in_percentage_points() -> None:
    metric = described("emergency.late_share")
    assert valued(metric, 0.1824) == "18,2\u00a0%"
    assert difference(metric, -0.0231) == "\u22122,3\u00a0п.\u00a0п."
    assert interval(metric, -0.0291, -0.0169) == "\u22122,9\u00a0…\u00a0\u22121,7"


def test_seconds_are_said_in_minutes_and_the_unknown_stays_unknown() -> None:
    assert minutes(852) == "14,2\u00a0мин"
    assert minutes(None) == share(None) == valued(described("doezd.mean_s"), None) == "—"


@pytest.mark.parametrize(
    ("count", "noun"),
    [
        (1, "повтор"),
        (4, "повтора"),
        (11, "повторов"),
        (14, "повторов"),
        (21, "повтор"),
        (40, "повторов"),
        (112, "повторов"),
    ],
)
def test_a_noun_follows_its_number(count: int, noun: str) -> None:
    assert counted(count, "повтор", "повтора", "повторов").endswith(f"\u00a0{noun}")
