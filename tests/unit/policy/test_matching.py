"""All waiting calls against all free crews at once: by hand, and against brute force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.recommendation import Recommendation
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.nearest import Nearest
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.offers import muster_all
from dispatch.policy.queue import QueueOrder, lined_up
from dispatch.policy.weighing import weigh
from routing.types import TravelTimeMatrix
from tests.builders import a_crew, a_situation, an_incident, times_of

PARAMETERS = MatchingParameters()


def decide(situation: Situation, times: TravelTimeMatrix) -> dict[str, Recommendation]:
    return {made.incident: made for made in Matching()(situation, times).recommendations}


def test_two_calls_share_two_crews_so_that_both_wait_least() -> None:
    situation = a_situation(
        crews=[a_crew("A"), a_crew("B")],
        incidents=[an_incident("first", 2, waits_s=60), an_incident("second", 2)],
    )
    seconds = {("A", "first"): 300, ("A", "second"): 360, ("B", "first"): 420, ("B", "second"): 3_000}
    made = decide(situation, times_of(situation, seconds))
    assert (made["first"].crew, made["second"].crew) == ("B", "A")
    assert made["first"].reasons[0].code == "nearer-kept"
    assert made["first"].reasons[0].params == {"crew": "A", "incident": "second"}
    assert [o.crew for o in made["first"].options] == ["B", "A"]
    assert made["first"].options[1].reasons[0].code == "kept-for"
    greedy = {m.incident: m.crew for m in Nearest()(situation, times_of(situation, seconds)).recommendations}
    assert greedy == {"first": "A", "second": "B"}


def test_the_seconds_of_an_urgent_call_weigh_more() -> None:
    situation = a_situation(
        crews=[a_crew("A"), a_crew("B")], incidents=[an_incident("urgent", 1), an_incident("mild", 4)]
    )
    seconds = {("A", "urgent"): 300, ("A", "mild"): 60, ("B", "urgent"): 330, ("B", "mild"): 1_500}
    made = decide(situation, times_of(situation, seconds))
    assert (made["urgent"].crew, made["mild"].crew) == ("A", "B")


def test_the_only_crew_goes_to_the_first_of_the_queue_however_far() -> None:
    situation = a_situation(crews=[a_crew("A")], incidents=[an_incident("urgent", 1), an_incident("next door", 2)])
    made = decide(situation, times_of(situation, {("A", "urgent"): 20_000, ("A", "next door"): 1}))
    assert (made["urgent"].crew, made["next door"].crew) == ("A", None)
    assert made["next door"].reasons[0].code == "all-taken-by-more-urgent"


def test_a_crew_that_only_the_urgent_call_can_use_leaves_the_other_one_to_the_next() -> None:
    situation = a_situation(
        crews=[a_crew("P", CrewKind.PSYCHIATRIC), a_crew("F")],
        incidents=[
            an_incident("psychosis", 1, crew_need=frozenset({CrewCapability.PSYCHIATRIC})),
            an_incident("leg", 4, crew_need=frozenset({CrewCapability.BASIC})),
        ],
    )
    seconds = {("P", "psychosis"): 5_000, ("F", "psychosis"): 60, ("P", "leg"): 60, ("F", "leg"): 60}
    made = decide(situation, times_of(situation, seconds))
    assert (made["psychosis"].crew, made["leg"].crew) == ("P", "F")


def test_nobody_waiting_needs_no_answer() -> None:
    situation = a_situation(crews=[a_crew("A")])
    assert decide(situation, times_of(situation, {})) == {}


def test_nobody_free_is_an_answer() -> None:
    situation = a_situation(incidents=[an_incident("call")])
    assert decide(situation, times_of(situation, {}))["call"].reasons[0].code == "nobody-free"


def test_hundred_calls_and_two_hundred_crews_are_matched() -> None:
    crews = [a_crew(f"{number:03}") for number in range(200)]
    calls = [an_incident(f"call{number:03}", number % 4 + 1) for number in range(100)]
    seconds = {(c.id, i.id): 1.0 + (7 * x + 13 * y) % 3_600 for x, c in enumerate(crews) for y, i in enumerate(calls)}
    situation = a_situation(crews=crews, incidents=calls)
    made = decide(situation, times_of(situation, seconds))
    sent = [m.crew for m in made.values()]
    assert None not in sent
    assert len(set(sent)) == 100


# --- against brute force ---


@dataclass(frozen=True)
class Town:
    """A small situation and its seconds."""

    situation: Situation
    times: TravelTimeMatrix


KINDS = st.sampled_from(list(CrewKind))
NEEDS = st.sets(st.sampled_from(list(CrewCapability)), max_size=2).map(frozenset)


@st.composite
def towns(draw: st.DrawFn, calls: int = 4, crews: int = 4) -> Town:
    """Draw up to `calls` calls and `crews` crews, with some roads missing."""
    incidents = [
        an_incident(f"call{n}", draw(st.integers(1, 4)), waits_s=draw(st.sampled_from([0, 60, 600])), crew_need=need)
        for n, need in enumerate(draw(st.lists(NEEDS, min_size=1, max_size=calls)))
    ]
    known = [a_crew(f"crew{n}", kind) for n, kind in enumerate(draw(st.lists(KINDS, max_size=crews)))]
    road = st.one_of(st.just(float("inf")), st.integers(1, 9_000).map(float))
    seconds = {(crew.id, call.id): draw(road) for crew in known for call in incidents}
    situation = a_situation(crews=known, incidents=incidents)
    return Town(situation, times_of(situation, seconds))


Choice = Mapping[str, str | None]


def costs(town: Town, incident: Incident) -> dict[str, int]:
    mustered = muster_all(town.situation, town.times, {})
    weighed = weigh(
        mustered,
        lined_up([incident], QueueOrder.URGENCY, town.situation.now, 0.0),
        None,
        PARAMETERS,
    )
    return {offer.crew.id: round(sum(offer.terms.values())) for offer in weighed.ranked(0)}


def all_choices(allowed: list[tuple[str, dict[str, int]]], taken: frozenset[str] = frozenset()) -> Iterator[Choice]:
    if not allowed:
        yield {}
        return
    (incident, crews), *rest = allowed
    for crew in [None, *(c for c in crews if c not in taken)]:
        for others in all_choices(rest, taken | {crew} if crew else taken):
            yield {incident: crew, **others}


def test_of_two_calls_that_are_as_urgent_the_only_crew_goes_to_the_nearer_one() -> None:
    """Where crews are too few, the way to the farther one would be lost to all who wait."""
    situation = a_situation(
        crews=[a_crew("A")], incidents=[an_incident("older", 2, waits_s=600), an_incident("nearer", 2)]
    )
    made = decide(situation, times_of(situation, {("A", "older"): 3_000, ("A", "nearer"): 300}))
    assert (made["nearer"].crew, made["older"].crew) == ("A", None)
    assert made["older"].reasons[0].code == "all-taken-by-more-urgent"


def test_who_has_lost_all_patience_is_served_before_a_nearer_call_that_is_as_urgent() -> None:
    waited_s = 2 * ObjectiveParameters().escalation_jobs * Tempo().whole_s + 1.0
    situation = a_situation(
        crews=[a_crew("A")], incidents=[an_incident("older", 2, waits_s=waited_s), an_incident("nearer", 1)]
    )
    made = decide(situation, times_of(situation, {("A", "older"): 3_000, ("A", "nearer"): 300}))
    assert (made["older"].crew, made["nearer"].crew) == ("A", None)


@settings(deadline=None)
@given(towns())
def test_no_call_is_left_for_a_less_urgent_one_and_of_such_plans_the_cheapest_is_taken(town: Town) -> None:
    queue = [incident.id for incident in town.situation.waiting()]
    urgency = {incident.id: incident.urgency for incident in town.situation.waiting()}
    prices = {incident.id: costs(town, incident) for incident in town.situation.waiting()}

    def rank(choice: Choice) -> tuple[tuple[int, ...], int]:
        left = [urgency[incident] for incident in queue if choice[incident] is None]
        return tuple(left.count(level) for level in Urgency), sum(
            prices[i][crew] for i, crew in choice.items() if crew is not None
        )

    made = {incident: m.crew for incident, m in decide(town.situation, town.times).items()}
    best = min(rank(choice) for choice in all_choices([(i, prices[i]) for i in queue]))
    assert rank(made) == best


@settings(deadline=None)
@given(towns(calls=6, crews=6))
def test_one_crew_never_goes_to_two_calls_and_each_offer_can_be_kept(town: Town) -> None:
    made = decide(town.situation, town.times)
    sent = [m.crew for m in made.values() if m.crew is not None]
    assert len(set(sent)) == len(sent)
    assert made.keys() == town.situation.incidents.keys()
    for incident, m in made.items():
        if m.crew is None:
            assert m.eta_s is None
        else:
            assert m.crew in costs(town, town.situation.incidents[town.situation.incidents[incident].id])
            assert m.options[0].crew == m.crew
            assert m.eta_s == m.options[0].eta_s
        assert m.reasons


@settings(deadline=None)
@given(towns(calls=1))
def test_a_single_call_gets_an_offer_no_worse_than_the_nearest_policy_gives(town: Town) -> None:
    (ours,), (theirs,) = (p(town.situation, town.times).recommendations for p in (Matching(), Nearest()))
    (incident,) = town.situation.incidents.values()
    prices = costs(town, incident)
    assert (ours.crew is None) == (theirs.crew is None)
    if ours.crew is not None and theirs.crew is not None:
        assert prices[ours.crew] <= prices[theirs.crew]


@settings(deadline=None)
@given(towns())
def test_the_same_town_gets_the_same_plan(town: Town) -> None:
    assert Matching()(town.situation, town.times) == Matching()(town.situation, town.times)


@pytest.mark.parametrize("policy", [Nearest(), Matching()], ids=lambda policy: policy.name)
def test_a_policy_answers_in_the_order_of_the_queue(policy: Nearest | Matching) -> None:
    situation = a_situation(
        crews=[a_crew("A")], incidents=[an_incident("mild", 4, waits_s=99), an_incident("urgent", 1)]
    )
    plan = policy(situation, times_of(situation, {("A", "mild"): 1, ("A", "urgent"): 1}))
    assert [m.incident for m in plan.recommendations] == ["urgent", "mild"]
