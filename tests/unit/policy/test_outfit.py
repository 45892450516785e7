"""What the vehicle must be and carry, and how it weighs."""

import pytest

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Recommendation
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.outfit import outfit_lacks
from dispatch.policy.types import Policy
from tests.builders import a_crew, a_situation, an_incident, times_of

INTENSIVE = frozenset({CrewCapability.BASIC, CrewCapability.INTENSIVE})


def lacks(vehicle_class: str = "B", equipment: set[str] | None = None, **more: object) -> list[str]:
    known: dict[str, object] = {"capabilities": INTENSIVE, "need": INTENSIVE, "equipment_need": (), **more}
    found = outfit_lacks(vehicle_class=vehicle_class, equipment=equipment or set(), **known)  # type: ignore[arg-type]
    return [f"{reason.code}:{next(iter(reason.params.values()))}" for reason in found]


def test_intensive_care_needs_a_vehicle_of_class_c() -> None:
    assert lacks("B") == ["lacks-vehicle-class:C"]
    assert lacks("C") == []


def test_a_crew_without_the_people_is_not_blamed_for_the_vehicle_too() -> None:
    assert lacks("B", capabilities=frozenset({CrewCapability.BASIC})) == []
    assert lacks("A", need=frozenset({CrewCapability.BASIC})) == []


def test_equipment_is_matched_by_name() -> None:
    need = {"incubator", "winch"}
    assert lacks("C", {"winch"}, equipment_need=need) == ["lacks-equipment:incubator"]
    assert lacks("C", {"winch", "incubator", "more"}, equipment_need=need) == []


def decide(policy: Policy, crews: list[Crew], incident: Incident, minutes: dict[str, float]) -> Recommendation:
    situation = a_situation(crews=crews, incidents=[incident])
    seconds = {(crew, str(incident.id)): value * 60 for crew, value in minutes.items()}
    (made,) = policy(situation, times_of(situation, seconds)).recommendations
    return made


@pytest.mark.parametrize("policy", [Nearest(), Matching()], ids=lambda p: p.name)
def test_the_crew_with_the_equipment_goes_when_it_is_hardly_farther(policy: Policy) -> None:
    crews = [a_crew("bare"), a_crew("carries", equipment=frozenset({"winch"}))]
    call = an_incident("call", equipment_need=frozenset({"winch"}))
    assert decide(policy, crews, call, {"bare": 5, "carries": 7}).crew == "carries"
    far = decide(policy, crews, call, {"bare": 5, "carries": 20})
    assert far.crew == "bare"
    assert "lacks-equipment" in {reason.code for reason in far.reasons}


@pytest.mark.parametrize("policy", [Nearest(), Matching()], ids=lambda p: p.name)
def test_intensive_care_in_an_ordinary_vehicle_comes_second(policy: Policy) -> None:
    crews = [
        a_crew("real", CrewKind.INTENSIVE, vehicle_class="C"),
        a_crew("spare", CrewKind.INTENSIVE, vehicle_class="B"),
    ]
    made = decide(policy, crews, an_incident("call", crew_need=INTENSIVE), {"real": 6, "spare": 5})
    assert made.crew == "real"
    other = next(option for option in made.options if option.crew == "spare")
    assert "lacks-vehicle-class" in {reason.code for reason in other.reasons}
