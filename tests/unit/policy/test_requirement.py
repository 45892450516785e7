"""How many crews victims want, of what kind and how urgently; and which of them are still to be called."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import AssignmentId, IncidentId
from dispatch.domain.incident import Incident, IncidentStatus, Urgency
from dispatch.domain.parts import Part, PartKind, Victims
from dispatch.domain.scenes import Need, Wanted, beside
from dispatch.policy.eligibility import EligibilityParameters, can_serve, suitability
from dispatch.policy.requirement import (
    BASIC,
    CREWS_BY_VICTIMS,
    INTENSIVE,
    RequirementParameters,
    crews_for,
    missing_crews,
    needless_parts,
    specialists,
)
from tests.builders import NOWHERE, a_crew, a_situation, an_incident

FIRST = Wanted(need=BASIC, urgency=Urgency.P2)
PAEDIATRIC = BASIC | {CrewCapability.PAEDIATRIC}
FOLLOWED = RequirementParameters(first_responder=True)

counts = st.integers(0, 40)


@st.composite
def victims(draw: Any) -> Victims:
    found = {name: draw(counts) for name in ("red", "yellow", "green", "unsorted")}
    return Victims(**found, children=draw(st.integers(0, sum(found.values()))))


def range_for(total: int) -> tuple[int, int]:
    if total < 2:
        return 1, 1
    return next((least, most) for up_to, least, most in CREWS_BY_VICTIMS if total <= up_to)


@given(victims())
def test_as_many_crews_as_the_act_allows_whatever_the_victims(hurt: Victims) -> None:
    least, most = range_for(hurt.total)
    assert least <= len(crews_for(hurt, FIRST)) <= most


@given(victims())
def test_the_first_crew_is_always_the_one_the_call_wants_unless_all_are_children(hurt: Victims) -> None:
    first, *_ = crews_for(hurt, FIRST)
    assert first.urgency is FIRST.urgency
    assert first == FIRST or (hurt.total == hurt.children and first.need == PAEDIATRIC)


@given(victims(), st.sampled_from(["red", "yellow", "green", "unsorted"]))
def test_one_victim_more_never_wants_fewer_crews(hurt: Victims, colour: str) -> None:
    told = {name: getattr(hurt, name) for name in hurt.__struct_fields__}
    more = Victims(**{**told, colour: told[colour] + 1})
    assert len(crews_for(more, FIRST)) >= len(crews_for(hurt, FIRST))


@pytest.mark.parametrize(
    ("hurt", "expected"),
    [
        (Victims(), [(BASIC, 2)]),
        (Victims(unsorted=2), [(BASIC, 2)]),
        (Victims(red=1, yellow=1), [(BASIC, 2), (INTENSIVE, 1)]),
        (Victims(red=2, yellow=3, green=5), [(BASIC, 2), (INTENSIVE, 1), (INTENSIVE, 1), (BASIC, 2), (BASIC, 3)]),
        (Victims(green=20), [(BASIC, 2), *[(BASIC, 3)] * 4]),
        (Victims(unsorted=2, children=1), [(BASIC, 2), (PAEDIATRIC, 2)]),
        (Victims(yellow=2, children=2), [(PAEDIATRIC, 2)]),
    ],
    ids=["none", "two", "red and yellow", "ten", "all light", "adult and child", "children"],
)
def test_crews_by_number_and_severity(hurt: Victims, expected: list[tuple[Need, int]]) -> None:
    assert [(crew.need, int(crew.urgency)) for crew in crews_for(hurt, FIRST)] == expected


def a_part(number: int, need: Need = BASIC, urgency: int = 2, *, sent: bool = False) -> Incident:
    part = Part(of=IncidentId("x"), number=number, kind=PartKind.VICTIMS, supports=IncidentId("x"))
    made = beside(an_incident("x"), number, part, at=NOWHERE, wanted=Wanted(need=need, urgency=Urgency(urgency)))
    if not sent:
        return made
    return an_incident(
        made.id, urgency, part=part, crew_need=need, status=IncidentStatus.ASSIGNED, assignment=AssignmentId("a")
    )


def test_a_crew_that_is_there_or_was_there_stands_for_one_that_is_wanted() -> None:
    wanted = crews_for(Victims(unsorted=10), FIRST)
    present = [an_incident("x", 2, crew_need=BASIC), a_part(2, sent=True)]
    assert len(missing_crews(wanted, present, [BASIC])) == len(wanted) - 3


def test_a_feldsher_on_the_way_does_not_stand_for_the_intensive_care_that_a_red_victim_wants() -> None:
    wanted = crews_for(Victims(red=2, yellow=2), FIRST)
    present = [an_incident("x", 2, crew_need=BASIC), a_part(2, sent=True)]
    assert INTENSIVE in {crew.need for crew in missing_crews(wanted, present, [])}


def test_only_parts_to_which_nobody_was_sent_are_taken_back() -> None:
    present = [an_incident("x", 2, crew_need=BASIC), a_part(2, sent=True), a_part(3), a_part(4)]
    assert [part.id for part in needless_parts([FIRST], present, [])] == ["x.3", "x.4"]


# --- specialists ---


def test_specialists_follow_only_where_something_is_lacking_and_somebody_has_it() -> None:
    feldsher, intensive = a_crew("f"), a_crew("i", CrewKind.INTENSIVE)
    dying = an_incident("x", 1, crew_need=INTENSIVE)
    here, alone = a_situation(crews=[feldsher, intensive]), a_situation(crews=[feldsher])
    assert specialists(here, dying, feldsher, FOLLOWED) == Wanted(need=INTENSIVE - BASIC, urgency=Urgency.P2)
    assert specialists(here, dying, intensive, FOLLOWED) is None
    assert specialists(alone, dying, feldsher, FOLLOWED) is None
    assert specialists(here, dying, feldsher, RequirementParameters()) is None


def test_a_crew_off_the_line_is_not_waited_for() -> None:
    broken = a_crew("i", CrewKind.INTENSIVE, status=CrewStatus.OUT_OF_SERVICE)
    found = a_situation(crews=[a_crew("f"), broken])
    assert specialists(found, an_incident("x", 1, crew_need=INTENSIVE), a_crew("f"), FOLLOWED) is None


def test_a_crew_that_serves_by_a_table_lacks_nothing_that_the_table_does_not_say() -> None:
    by_table = a_crew("t", serves={"chest-pain": 0.0})
    found = a_situation(crews=[by_table, a_crew("i", CrewKind.INTENSIVE)])
    assert specialists(found, an_incident("x", 1, crew_need=INTENSIVE), by_table, FOLLOWED) is None


def test_a_part_that_waits_for_specialists_is_served_by_nobody_else() -> None:
    part = Part(
        of=IncidentId("x"),
        number=2,
        kind=PartKind.SPECIALIST,
        supports=IncidentId("x"),
        must=frozenset({CrewCapability.INTENSIVE}),
    )
    waiting = an_incident("x.2", part=part, crew_need=part.must)
    assert not can_serve(a_crew("f"), waiting)
    assert can_serve(a_crew("i", CrewKind.INTENSIVE), waiting)


# --- neighbours ---


def test_a_crew_of_the_neighbours_comes_last_and_the_reason_says_whose_it_is() -> None:
    own, other = a_crew("own"), a_crew("other", neighbour=True)
    columns = a_situation(crews=[own, other]).roster.columns
    found = suitability(columns, BASIC, "chest-pain", EligibilityParameters())
    penalty_s = {str(crew): found.penalty_s.item(row) for crew, row in columns.row.items()}
    assert penalty_s == {"other": 600.0, "own": 0.0}
    assert {reason.code for reasons in found.reasons for reason in reasons} == {"neighbour-crew"}
