"""The closest idle crew, checked by hand."""

import pytest

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew, CrewStatus, Shift
from dispatch.domain.ids import AssignmentId
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Recommendation
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.explaining import OPTIONS_KEPT
from dispatch.policy.nearest import Nearest
from routing.types import Profile, TimeSpread
from tests.builders import NOON, NOWHERE, TableTimes, a_crew, a_situation, an_incident, times_of

MINUTE = 60.0


def decide(
    crews: list[Crew], incidents: list[Incident], minutes: dict[tuple[str, str], float], policy: Nearest | None = None
) -> dict[str, Recommendation]:
    situation = a_situation(crews=crews, incidents=incidents)
    seconds = {pair: value * MINUTE for pair, value in minutes.items()}
    plan = (policy or Nearest())(situation, times_of(situation, seconds))
    assert [made.incident for made in plan.recommendations] == [i.id for i in situation.waiting()]
    return {made.incident: made for made in plan.recommendations}


def codes(made: Recommendation, crew: str | None = None) -> list[str]:
    reasons = made.reasons if crew is None else next(o.reasons for o in made.options if o.crew == crew)
    return [reason.code for reason in reasons]


def test_the_nearest_free_crew_is_offered_and_the_others_say_by_how_much_they_lose() -> None:
    made = decide(
        [a_crew("A"), a_crew("B"), a_crew("C")],
        [an_incident("call")],
        {("A", "call"): 9, ("B", "call"): 4, ("C", "call"): 4.05},
    )["call"]
    assert (made.crew, made.eta_s) == ("B", 240.0)
    assert [option.crew for option in made.options] == ["B", "C", "A"]
    assert made.reasons[0].code == "nearest-by-road"
    assert made.reasons[0].params == {"minutes": 4.0}
    assert codes(made, "C") == ["as-near"]
    assert codes(made, "A") == ["arrives-later"]
    assert made.options[2].reasons[0].params == {"minutes": 5.0}


def test_the_more_urgent_call_chooses_first_also_when_it_came_later() -> None:
    made = decide(
        [a_crew("A"), a_crew("B")],
        [an_incident("old", 3, waits_s=1800), an_incident("urgent", 1)],
        {("A", "old"): 1, ("A", "urgent"): 2, ("B", "old"): 20, ("B", "urgent"): 30},
    )
    assert made["urgent"].crew == "A"
    assert made["old"].crew == "B"
    assert codes(made["old"]) == ["nearer-kept"]
    assert made["old"].reasons[0].params == {"crew": "A", "incident": "urgent"}
    assert codes(made["old"], "A") == ["kept-for"]


def test_of_two_equally_urgent_calls_the_older_one_chooses_first() -> None:
    made = decide(
        [a_crew("A")],
        [an_incident("new", 2), an_incident("old", 2, waits_s=60)],
        {("A", "new"): 1, ("A", "old"): 5},
    )
    assert made["old"].crew == "A"
    assert made["new"].crew is None
    assert codes(made["new"]) == ["all-taken-by-more-urgent"]
    assert codes(made["new"], "A") == ["kept-for"]


@pytest.mark.parametrize(
    "busy",
    [
        a_crew("A", status=CrewStatus.OUT_OF_SERVICE),
        a_crew("A", status=CrewStatus.AT_HOSPITAL, assignment=AssignmentId("x")),
        a_crew("A", shift=Shift(start_s=0, end_s=3600)),
    ],
    ids=["off the line", "at work", "off shift"],
)
def test_a_crew_that_is_not_free_is_not_offered(busy: Crew) -> None:
    made = decide([busy], [an_incident("call")], {("A", "call"): 1})["call"]
    assert (made.crew, made.eta_s, made.options) == (None, None, ())
    assert codes(made) == ["nobody-free"]


def test_no_road_is_said_when_crews_are_free_but_none_can_drive_there() -> None:
    made = decide([a_crew("A")], [an_incident("island")], {})["island"]
    assert made.crew is None
    assert codes(made) == ["no-road"]


def test_a_crew_that_fits_is_worth_three_minutes_for_each_missing_capability() -> None:
    need = frozenset({CrewCapability.DOCTOR, CrewCapability.INTENSIVE})
    crews = [a_crew("feldsher"), a_crew("intensive", CrewKind.INTENSIVE, vehicle_class="C")]
    call = an_incident("call", crew_need=need)
    far = decide(crews, [call], {("feldsher", "call"): 5, ("intensive", "call"): 12})["call"]
    near = decide(crews, [call], {("feldsher", "call"): 5, ("intensive", "call"): 10})["call"]
    assert far.crew == "feldsher"
    assert codes(far) == ["nearest-by-road", "lacks-capability", "lacks-capability"]
    assert near.crew == "intensive"
    assert codes(near) == ["fits-better"]
    assert near.reasons[0].params == {"crew": "feldsher", "minutes": 5.0}
    assert codes(near, "feldsher") == ["nearer-but", "lacks-capability", "lacks-capability"]


def test_of_two_equally_near_crews_the_specialist_is_kept_for_those_who_need_one() -> None:
    crews = [a_crew("A", CrewKind.INTENSIVE), a_crew("B", CrewKind.FELDSHER)]
    minutes = {("A", "call"): 4.0, ("B", "call"): 4.0}
    made = decide(crews, [an_incident("call")], minutes)["call"]
    assert made.crew == "B"
    assert codes(made) == ["nearest-by-road"]
    assert codes(made, "A") == ["as-near"]
    in_need = an_incident("call", crew_need=frozenset({CrewCapability.INTENSIVE, CrewCapability.DOCTOR}))
    assert decide(crews, [in_need], minutes)["call"].crew == "A"


def test_a_psychiatric_crew_goes_only_where_it_is_needed() -> None:
    crew = a_crew("P", CrewKind.PSYCHIATRIC)
    broken_leg = an_incident("leg", crew_need=frozenset({CrewCapability.BASIC}))
    psychosis = an_incident("psychosis", crew_need=frozenset({CrewCapability.PSYCHIATRIC}))
    assert decide([crew], [broken_leg], {("P", "leg"): 1})["leg"].crew is None
    assert decide([crew], [psychosis], {("P", "psychosis"): 1})["psychosis"].crew == "P"


def test_a_crew_whose_shift_ends_soon_yields_to_one_that_stays() -> None:
    leaves_at_1230 = Shift(start_s=0, end_s=12.5 * 3600)
    crews = [a_crew("leaves", shift=leaves_at_1230), a_crew("stays")]
    made = decide(crews, [an_incident("call")], {("leaves", "call"): 2, ("stays", "call"): 5})["call"]
    assert made.crew == "stays"
    assert codes(made, "leaves") == ["nearer-but", "shift-ends-soon"]
    assert made.options[1].reasons[1].params == {"minutes": 30.0}


def test_what_a_missing_capability_weighs_is_a_parameter() -> None:
    strict = Nearest(parameters=EligibilityParameters(missing_capability_s=6_000))
    call = an_incident("call", crew_need=frozenset({CrewCapability.DOCTOR}))
    crews = [a_crew("F"), a_crew("D", CrewKind.DOCTOR)]
    minutes = {("F", "call"): 1.0, ("D", "call"): 60.0}
    assert decide(crews, [call], minutes)["call"].crew == "F"
    assert decide(crews, [call], minutes, strict)["call"].crew == "D"


def test_a_console_is_shown_the_best_crews_and_no_more() -> None:
    names = [f"{number:02}" for number in range(12)]
    minutes = {(name, "call"): float(number) for number, name in enumerate(names, 1)}
    made = decide([a_crew(name) for name in names], [an_incident("call")], minutes)["call"]
    assert [option.crew for option in made.options] == names[:OPTIONS_KEPT]


def test_between_equal_crews_the_id_decides_so_that_the_answer_is_always_the_same() -> None:
    crews = [a_crew("B"), a_crew("A")]
    assert decide(crews, [an_incident("call")], {("A", "call"): 3, ("B", "call"): 3})["call"].crew == "A"


def test_a_crew_that_the_matrix_does_not_know_is_left_out() -> None:
    situation = a_situation(crews=[a_crew("A")], incidents=[an_incident("call")])
    times = times_of(situation, {("A", "call"): 60.0})
    later = a_situation(crews=[a_crew("A"), a_crew("B")], incidents=[an_incident("call")])
    (made,) = Nearest()(later, times).recommendations
    assert [option.crew for option in made.options] == ["A"]


def test_a_recommendation_names_the_weights_it_was_made_with() -> None:
    made = decide([a_crew("A")], [an_incident("call", received_at=NOON)], {("A", "call"): 1})["call"]
    assert (made.policy, made.weights_version) == ("nearest", "table-1")


def test_each_crew_is_offered_with_its_median_and_its_ninth_decile() -> None:
    situation = a_situation(crews=[a_crew("A"), a_crew("B")], incidents=[an_incident("call")])
    spread = TimeSpread(until_s=(300.0,), p50=(1.0, 1.0), p90=(1.5, 1.2))
    table = TableTimes({("A", "call"): 600.0, ("B", "call"): 200.0}, spread=spread)
    times = table.matrix({"A": NOWHERE, "B": NOWHERE}, {"call": NOWHERE}, Profile.SIREN)
    (made,) = Nearest()(situation, times).recommendations
    assert (made.eta_s, made.eta_p90_s) == (200.0, 300.0)
    assert [(option.eta_s, option.eta_p90_s) for option in made.options] == [(200.0, 300.0), (600.0, 720.0)]


def test_where_the_roads_do_not_say_nothing_is_said_of_the_ninth_decile() -> None:
    made = decide([a_crew("A")], [an_incident("call")], {("A", "call"): 9})["call"]
    assert (made.eta_p90_s, made.options[0].eta_p90_s) == (None, None)
