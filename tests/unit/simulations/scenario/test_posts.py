"""[[post_hours]] and `keep_posts`: the hours of posts as a question changes them."""

from pathlib import Path

import pytest

from dispatch.domain.posts import Hardness
from simulations.scenario import check, read
from tests.unit.simulations.scenario.instance import Instance, region_scenario

HOUR_S = 3_600.0
KUDROVO = (
    '[[post_hours]]\nid = "kudrovo"\nweekdays = "1-5"\nfrom = "08:00"\nuntil = "22:00"\ncrews = 2\nhardness = "must"\n'
)


def test_hours_are_read_and_what_is_left_out_is_every_day_round_the_clock_one_crew(tmp_path: Path) -> None:
    posts = read(region_scenario(tmp_path, KUDROVO + '[[post_hours]]\nid = "murino"\n')).region.posts
    kudrovo, murino = (next(hours for hours in posts if hours.post == post) for post in ("kudrovo", "murino"))
    assert (kudrovo.crews, kudrovo.hardness, kudrovo.from_s, kudrovo.until_s) == (
        2,
        Hardness.MUST,
        8 * HOUR_S,
        22 * HOUR_S,
    )
    assert kudrovo.weekdays == frozenset(range(1, 6))
    assert (murino.crews, murino.hardness, murino.from_s, murino.until_s) == (1, Hardness.SHOULD, 0.0, 0.0)


def test_posts_may_be_kept_by_nobody(tmp_path: Path) -> None:
    assert read(region_scenario(tmp_path, "keep_posts = false\n" + KUDROVO)).region.posts == ()


def test_a_base_that_is_removed_has_no_hours(tmp_path: Path) -> None:
    gone = "".join(f'[[remove_crew]]\nid = "{crew}"\n' for crew in crews_of("razmetelevo", tmp_path))
    text = '[[remove_station]]\nid = "razmetelevo"\n' + gone
    assert "razmetelevo" in {hours.post for hours in read(region_scenario(tmp_path, "")).region.posts}
    assert "razmetelevo" not in {hours.post for hours in read(region_scenario(tmp_path, text)).region.posts}


def crews_of(station: str, tmp_path: Path) -> list[str]:
    return [crew.id for crew in read(region_scenario(tmp_path, "")).region.crews if crew.station == station]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            '[[post_hours]]\nid = "kudrov"',
            "scenario.toml:3 поле post_hours.0.id: «kudrov»: такой базы нет, похоже на kudrovo",
        ),
        (KUDROVO + 'days = "1"', "scenario.toml:9 поле post_hours.0.days: лишний ключ"),
        (KUDROVO.replace("1-5", "Mo"), "scenario.toml:4 поле post_hours.0.weekdays: «Mo»: нужны дни недели"),
        (KUDROVO.replace('"08:00"', '"8"'), "scenario.toml:5 поле post_hours.0.from: «8»: нужно время суток"),
        (KUDROVO.replace("= 2", "= 0"), "scenario.toml:7 поле post_hours.0.crews: «0»: нужно число от 1"),
        (KUDROVO.replace("must", "hard"), "scenario.toml:8 поле post_hours.0.hardness: «hard»: допустимо must, should"),
        ('keep_posts = "no"', "scenario.toml:2 поле keep_posts: «no»: нужно true или false"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, finding: str) -> None:
    found = check(region_scenario(tmp_path, text))
    assert any(line.startswith(finding) for line in found), found


def test_crews_of_an_instance_carry_equipment_and_its_calls_ask_for_it(instance: Instance) -> None:
    instance.change("crews.csv", "id,kind", "id,equipment,kind")
    lines = (instance.path.parent / "crews.csv").read_text(encoding="utf-8").splitlines()
    rows = [lines[0], *(line.replace(",", ",stair-chair,", 1) for line in lines[1:])]
    (instance.path.parent / "crews.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert {crew.equipment for crew in read(instance.path).region.crews} == {frozenset({"stair-chair"})}


def test_a_crew_that_is_changed_carries_something_else(tmp_path: Path) -> None:
    text = '[[change_crew]]\nid = "1402"\nequipment = ["winch"]\n'
    crews = {crew.id: crew for crew in read(region_scenario(tmp_path, text)).region.crews}
    assert crews["1402"].equipment == {"winch"}  # type: ignore[index]
    wrong = check(region_scenario(tmp_path, text.replace("winch", "лебёдка")))
    assert any("change_crew.0.equipment: «лебёдка»: нужно имя латиницей" in line for line in wrong), wrong
