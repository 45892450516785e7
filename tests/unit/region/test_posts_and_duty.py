"""What a region's folder says of its posts' hours, its rules of pauses and its equipment; and what is wrong with it."""

import pytest

from dispatch.adapters.region_files import check_region, load_region
from dispatch.domain.duty import DutyRules
from dispatch.domain.posts import Hardness
from tests.unit.region.conftest import Folder

HEADER = "id,weekdays,from,until,crews,hardness,source,certainty"
HOUR_S = 3_600.0


def test_the_hours_of_a_post_are_read_with_their_days(folder: Folder) -> None:
    folder.write(
        "posts.csv",
        f"{HEADER}\nkudrovo,1-5,08:00,22:00,2,must,приказ,fact\nkudrovo,6;7,00:00,00:00,1,should,x,assumed\n",
    )
    weekdays, weekend = load_region(folder.path).posts
    assert (weekdays.weekdays, weekdays.from_s, weekdays.until_s) == (frozenset(range(1, 6)), 8 * HOUR_S, 22 * HOUR_S)
    assert (weekdays.crews, weekdays.hardness) == (2, Hardness.MUST)
    assert (weekend.weekdays, weekend.hardness) == (frozenset({6, 7}), Hardness.SHOULD)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("kudrovoo,1-7,08:00,22:00,1,must,x,fact", "posts.csv:2 поле id: «kudrovoo»: такой базы нет ни в stations.csv"),
        ("kudrovo,пн-пт,08:00,22:00,1,must,x,fact", "posts.csv:2 поле weekdays: «пн-пт»: нужны дни недели"),
        ("kudrovo,1-7,8,22:00,1,must,x,fact", "posts.csv:2 поле from: «8»: нужно время ЧЧ:ММ"),
        ("kudrovo,1-7,08:00,22:00,0,must,x,fact", "posts.csv:2 поле crews: «0»: нужно число не меньше 1"),
        ("kudrovo,1-7,08:00,22:00,1,hard,x,fact", "posts.csv:2 поле hardness: «hard»: допустимо must, should"),
    ],
)
def test_wrong_hours_are_told_with_line_and_column(folder: Folder, row: str, finding: str) -> None:
    folder.write("posts.csv", f"{HEADER}\n{row}\n")
    assert any(line.startswith(finding) for line in check_region(folder.path)), check_region(folder.path)


def test_a_region_may_do_without_hours_and_without_rules(folder: Folder) -> None:
    (folder.path / "posts.csv").unlink(missing_ok=True)
    region = load_region(folder.path)
    assert region.posts == ()
    assert region.duty is None


def test_the_rules_of_pauses_stand_in_region_toml_under_the_keys_of_a_scenario(folder: Folder) -> None:
    rules = (
        '\n[duty]\nmeal_min = 45\nrest_after_h = 9\nnight_from = "23:00"\ninterrupted_by = "P2"\nsource = "приказ"\n'
    )
    folder.write("region.toml", folder.text("region.toml") + rules)
    found = load_region(folder.path).duty
    assert found is not None
    assert (found.meal_s, found.rest_after_s, found.night_from_s, found.interrupted_by) == (
        2_700,
        9 * HOUR_S,
        23 * HOUR_S,
        2,
    )
    assert found.fuel_s == DutyRules().fuel_s


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("meal_min = 0", "поле duty.meal_min: «0»: нужно число от 1"),
        ("meal = 30", "поле duty.meal: лишний ключ"),
        ('night_from = "25:00"', "поле duty.night_from: «25:00»: нужно время суток"),
        ('interrupted_by = "P9"', "поле duty.interrupted_by: «P9»: допустимо P1"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line(folder: Folder, text: str, finding: str) -> None:
    before = folder.text("region.toml")
    folder.write("region.toml", f"{before}\n[duty]\n{text}\n")
    line = len(before.split("\n")) + 2
    assert any(told.startswith(f"region.toml:{line} {finding}") for told in check_region(folder.path))


def test_rules_that_are_switched_off_plan_no_pauses(folder: Folder) -> None:
    folder.write("region.toml", folder.text("region.toml") + "\n[duty]\noff = true\n")
    assert load_region(folder.path).duty is None


def test_crews_carry_what_their_row_says_and_complaints_may_ask_for_it(folder: Folder) -> None:
    complaints = folder.text("complaints.csv").split("\n")
    asked = [
        f"{line},{'equipment_need' if row == 0 else 'incubator' if row == 1 else ''}"
        for row, line in enumerate(complaints)
        if line
    ]
    folder.write("complaints.csv", "\n".join(asked) + "\n")
    region = load_region(folder.path)
    assert region.complaints[0].equipment_need == {"incubator"}
    assert {crew.kind for crew in region.crews if "incubator" in crew.equipment} == {"paediatric-intensive"}


def test_equipment_that_is_misspelt_or_that_nobody_carries_is_told(folder: Folder) -> None:
    folder.spoil("crews.csv", 2, "ventilator", "аппарат ИВЛ")
    assert any(
        told.startswith("crews.csv:2 поле equipment: «аппарат ИВЛ»: нужно имя латиницей")
        for told in check_region(folder.path)
    )
    folder.spoil("crews.csv", 2, "аппарат ИВЛ", "")
    complaints = [line for line in folder.text("complaints.csv").split("\n") if line]
    asked = [
        f"{line},{'equipment_need' if row == 0 else 'winch' if row == 1 else ''}" for row, line in enumerate(complaints)
    ]
    folder.write("complaints.csv", "\n".join(asked) + "\n")
    assert check_region(folder.path) == [
        "complaints.csv:2 поле equipment_need: «winch»: ни одна бригада региона этого не может"
    ]
