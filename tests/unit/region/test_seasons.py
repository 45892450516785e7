"""[roads.seasons] of region.toml: on which day each season of the roads begins."""

import re

import pytest

from dispatch.adapters.region_files.folder import check_region, load_region
from routing.types import Season
from tests.unit.region.conftest import Folder


def spoiled(folder: Folder, old: str, new: str) -> list[str]:
    """Return what is found after a replacement in region.toml."""
    text = folder.text("region.toml")
    assert old in text
    folder.write("region.toml", text.replace(old, new, 1))
    return check_region(folder.path)


def test_the_default_region_names_four_seasons_with_their_sources(folder: Folder) -> None:
    seasons = load_region(folder.path).seasons
    assert [(begin.season, begin.month, begin.day) for begin in seasons] == [
        (Season.SPRING, 4, 1),
        (Season.SUMMER, 5, 14),
        (Season.AUTUMN, 10, 1),
        (Season.WINTER, 11, 15),
    ]
    assert all(begin.source for begin in seasons)


def test_a_region_may_name_no_seasons(folder: Folder) -> None:
    text = folder.text("region.toml")
    folder.write("region.toml", re.sub(r"\[roads\.seasons\]\n(?:\w+ = .*\n)+", "", text))
    assert load_region(folder.path).seasons == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('begins = "11-15"', 'begins = "31-12"', "поле roads.seasons.winter.begins: «31-12»: нужны месяц и день"),
        ('begins = "11-15"', 'begins = "02-30"', "поле roads.seasons.winter.begins: «02-30»: нужны месяц и день"),
        ('begins = "11-15"', 'begins = "04-01"', "поле roads.seasons: два времени года начинаются в один день"),
        ("winter = {", "verano = {", "поле roads.seasons.verano: лишний ключ"),
    ],
)
def test_a_wrong_day_is_named(folder: Folder, old: str, new: str, found: str) -> None:
    told = spoiled(folder, old, new)
    assert any(found in finding for finding in told), told
