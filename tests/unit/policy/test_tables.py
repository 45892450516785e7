"""Services that say by a table which crew goes to which call, and what is added to its ETA."""

import pytest

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew
from dispatch.domain.errors import NotAssignable
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import CrewAssigned, OverrideRecommendation
from dispatch.domain.recommendation import Recommendation
from dispatch.policy.eligibility import can_serve
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from tests.builders import Desk, a_crew, a_situation, an_incident, times_of

POLICIES = pytest.mark.parametrize("policy", [Nearest(), Matching()], ids=lambda policy: policy.name)
CALL = an_incident("call", complaint="type-2", crew_need=frozenset({CrewCapability.INTENSIVE}))


def decide(policy: Nearest | Matching, crews: list[Crew], seconds: dict[str, float]) -> Recommendation:
    situation = a_situation(crews=crews, incidents=[CALL])
    (made,) = policy(situation, times_of(situation, {(crew, "call"): s for crew, s in seconds.items()})).recommendations
    return made


@POLICIES
def test_the_seconds_of_the_table_are_added_to_the_eta_and_nothing_else(policy: Nearest | Matching) -> None:
    slow, quick = a_crew("slow", "als", serves={"type-2": 0}), a_crew("quick", "bls", serves={"type-2": 120})
    near = decide(policy, [slow, quick], {"slow": 300.0, "quick": 179.0})
    assert (near.crew, near.eta_s) == ("quick", 179.0)
    assert [r.code for r in near.reasons] == ["nearest-by-road", "table-penalty"]
    assert near.reasons[1].params == {"seconds": 120.0}
    far = decide(policy, [slow, quick], {"slow": 300.0, "quick": 181.0})
    assert [o.crew for o in far.options] == ["slow", "quick"]
    assert [r.code for r in far.reasons] == ["fits-better"]
    assert [r.code for r in far.options[1].reasons] == ["nearer-but", "table-penalty"]


@POLICIES
def test_a_crew_whose_table_does_not_name_the_complaint_is_never_sent(policy: Nearest | Matching) -> None:
    able = a_crew("A", CrewKind.INTENSIVE, serves={"type-1": 0.0})
    made = decide(policy, [able], {"A": 60.0})
    assert (made.crew, made.reasons[0].code) == (None, "nobody-free")
    assert decide(policy, [a_crew("A", serves={})], {"A": 60.0}).crew is None


def test_crews_with_and_without_a_table_stand_in_one_roster() -> None:
    by_table, by_skill = a_crew("T", "own", serves={"type-2": 0.0}), a_crew("S", CrewKind.FELDSHER)
    made = decide(Nearest(), [by_table, by_skill], {"T": 200.0, "S": 60.0})
    assert [o.crew for o in made.options] == ["T", "S"]


def test_a_kind_that_nobody_knows_can_do_nothing_without_a_table() -> None:
    assert a_crew("X", "own").capabilities == frozenset()
    assert not can_serve(a_crew("X", "own"), CALL)
    assert can_serve(a_crew("X", "own"), an_incident())


def test_a_dispatcher_cannot_send_a_crew_against_its_table_either() -> None:
    crews = [a_crew("A", "own", serves={"type-1": 0.0}), a_crew("B", "own", serves={"type-2": 30.0})]
    desk = Desk(crews=crews, seconds={("A", "call"): 60.0, ("B", "call"): 60.0})
    desk.call(CALL)
    with pytest.raises(NotAssignable, match="не того профиля"):
        desk.do(OverrideRecommendation(incident=IncidentId("call"), crew=CrewId("A"), reason="ближе"))
    (sent, *_) = desk.confirm("call", "B")
    assert isinstance(sent, CrewAssigned)
    assert sent.crew == "B"
