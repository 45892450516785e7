"""What the board is shown of standby moves and of what a choice undoes."""

from dataclasses import replace

from dispatch.api.choice_views import incident_named, on_way_to, terms_view
from dispatch.api.standby_views import standby_points_view, standby_view
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId, StationId
from dispatch.domain.messages import (
    CrewAssigned,
    IncidentReported,
    MilestoneReached,
    StandbyDeclined,
    StandbyOffered,
    StandbyOrdered,
)
from dispatch.domain.places import Certainty, StandbyPoint
from dispatch.domain.recommendation import Reason
from dispatch.domain.region import Region
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove
from tests.builders import NOON, NOWHERE, a_crew, a_situation, an_incident, fold
from tests.unit.simulations.world.town import town

POINT = StandbyPoint(
    id=StationId("standby-01"),
    name="Точка у моста",
    district="Гатчинский район",
    at=NOWHERE,
    source="a test",
    certainty=Certainty.ASSUMED,
)
MOVE = StandbyMove(
    crew=CrewId("2143"),
    to=POINT.id,
    eta_s=600.0,
    reasons=(Reason(code="standby-saves", params={"base": "standby-01", "seconds": 12.0}),),
)


def region() -> Region:
    return replace(town([a_crew("2143")]), standby=(POINT,))


def offered() -> Situation:
    return fold([StandbyOffered(at=NOON, move=MOVE)], a_situation(crews=[a_crew("2143")]))


def shown(situation: Situation) -> dict[str, object]:
    return standby_view(region(), situation, situation.crews[CrewId("2143")])


def sent(incident: str, crew: str) -> CrewAssigned:
    return CrewAssigned(
        at=NOON,
        assignment=AssignmentId(f"{incident}-1"),
        incident=IncidentId(incident),
        crew=CrewId(crew),
        eta_s=300.0,
        by="ivanova",
        override_reason=None,
        recommended=CrewId(crew),
    )


def test_an_offered_move_names_the_point_and_its_reasons_name_it_too() -> None:
    offer = shown(offered())["standby_offer"]
    assert isinstance(offer, dict)
    assert (offer["to"]["name"], offer["eta_s"]) == ("Точка у моста", 600.0)
    assert "Точка у моста" in offer["reasons"][0]["text"]


def test_an_offer_to_a_crew_that_could_not_make_it_is_not_shown() -> None:
    situation = offered()
    busy = situation.crews[CrewId("2143")].doing(CrewStatus.OUT_OF_SERVICE, since=NOON, assignment=None)
    assert shown(a_situation(crews=[busy], moves=situation.moves))["standby_offer"] is None


def test_a_crew_that_stands_elsewhere_is_shown_there_until_it_is_declined_or_sent() -> None:
    ordered = fold([StandbyOrdered(at=NOON, move=MOVE, by="ivanova")], offered())
    place = {"id": "standby-01", "name": "Точка у моста", "at": {"lat": NOWHERE.lat, "lon": NOWHERE.lon}}
    assert shown(ordered) == {"standby": place, "standby_offer": None}
    declined = fold([StandbyDeclined(at=NOON, crew=CrewId("2143"), by="ivanova", reason="отдых")], offered())
    assert shown(declined) == {"standby": None, "standby_offer": None}


def test_a_base_that_the_region_has_no_more_is_shown_by_its_id() -> None:
    situation = a_situation(crews=[a_crew("2143")], standby={CrewId("2143"): StationId("gone")})
    assert shown(situation)["standby"] == {"id": "gone", "name": "gone", "at": None}


def test_the_points_of_the_region_are_listed() -> None:
    assert [point["name"] for point in standby_points_view(region())] == ["Точка у моста"]


def test_a_crew_on_its_way_can_be_taken_off_and_one_at_the_scene_cannot() -> None:
    start = a_situation(crews=[a_crew("2143")])
    under_way = fold([IncidentReported(at=NOON, incident=an_incident("call", 3)), sent("call", "2143")], start)
    assert on_way_to(under_way, under_way.crews[CrewId("2143")]) == {"incident": "call", "number": "call", "urgency": 3}
    arrived = MilestoneReached(
        at=NOON,
        incident=IncidentId("call"),
        crew=CrewId("2143"),
        assignment=AssignmentId("call-1"),
        milestone=Milestone.AT_SCENE,
    )
    there = fold([arrived], under_way)
    assert on_way_to(there, there.crews[CrewId("2143")]) is None


def test_a_call_that_is_closed_by_now_keeps_its_number() -> None:
    assert incident_named(a_situation(), IncidentId("gone")) == {"incident": "gone", "number": "gone", "urgency": None}
    assert incident_named(a_situation(), None) is None


def test_terms_are_shown_in_the_order_of_the_objective_and_only_those_weighed() -> None:
    shown_terms = terms_view({"cover": 1.26, "waiting": 60.0})
    assert [(term["text"], term["weighted_s"]) for term in shown_terms] == [("ожидание", 60.0), ("прикрытие", 1.3)]
