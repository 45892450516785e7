"""The roster keeps its arrays true to its crews, whatever happens to them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew, CrewStatus, Shift
from dispatch.domain.roster import Roster
from dispatch.domain.situation import Situation
from tests.builders import NOON, a_crew, a_situation

OFFSET_S = 10_800.0
HOURS = st.integers(0, 86_399).map(float)


def a_roster(*crews: Crew) -> Roster:
    return Roster({crew.id: crew for crew in crews})


def test_crews_stand_in_the_order_of_their_ids_whatever_mapping_they_come_in() -> None:
    crews = [a_crew("10"), a_crew("9"), a_crew("2")]
    assert list(a_roster(*crews)) == ["2", "9", "10"]
    situation = a_situation(crews=crews)
    assert type(situation.crews) is Roster
    assert list(situation.crews) == ["2", "9", "10"]


def test_a_roster_of_nobody_has_columns_of_nothing() -> None:
    assert len(Situation().roster.free) == 0
    assert Situation().roster.columns.skills == ()


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), st.sampled_from(CrewStatus)), max_size=8))
def test_who_is_free_is_always_what_the_crews_say(changes: list[tuple[str, CrewStatus]]) -> None:
    roster = first = a_roster(a_crew("A"), a_crew("B", status=CrewStatus.AT_SCENE), a_crew("C"))
    for name, status in changes:
        roster = roster.with_crew(a_crew(name, status=status))
    assert roster.free.tolist() == [crew.status is CrewStatus.AVAILABLE for crew in roster.values()]
    assert roster.columns is first.columns
    assert first.free.tolist() == [True, False, True]


def test_the_roster_before_knows_nothing_of_the_one_after() -> None:
    before = a_roster(a_crew("A"), a_crew("B"))
    after = before.with_crew(a_crew("A", status=CrewStatus.EN_ROUTE))
    assert before["A"].status is CrewStatus.AVAILABLE
    assert after == a_roster(a_crew("A", status=CrewStatus.EN_ROUTE), a_crew("B"))


@given(start=HOURS, end=HOURS, later_s=st.floats(-1e6, 1e6))
def test_what_is_left_of_a_crews_shift_is_what_the_shift_says(start: float, end: float, later_s: float) -> None:
    shift = Shift(start_s=start, end_s=end)
    (left,) = a_roster(a_crew(shift=shift)).columns.remaining_s(NOON + later_s, OFFSET_S).tolist()
    assert left == (shift.remaining_s(NOON + later_s, OFFSET_S) or 0.0)


def test_crews_that_can_do_the_same_share_a_skill() -> None:
    table = {"ill": 60.0}
    crews = [a_crew("1"), a_crew("2", CrewKind.INTENSIVE), a_crew("3"), a_crew("4", "own", serves=table)]
    columns = a_roster(*crews, a_crew("5", "other", serves=table)).columns
    assert columns.skill.tolist() == [0, 1, 0, 2, 2]
    assert columns.skills[0].capabilities == {CrewCapability.BASIC}
    assert columns.skills[2].serves is table


@pytest.mark.parametrize("name", ["columns", "free"])
def test_what_stands_beside_the_crews_makes_no_two_rosters_unequal(name: str) -> None:
    one, other = a_roster(a_crew("A")), a_roster(replace(a_crew("A")))
    assert getattr(one, name) is not getattr(other, name)
    assert one == other
