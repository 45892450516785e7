"""What every decision keeps to, whatever the situation: the guarantees of DESIGN §4, on random situations."""

from collections.abc import Mapping
from math import isfinite

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.assignment import BEFORE_ARRIVAL, NEXT, Milestone
from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.errors import Refused
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import (
    AdoptRegion,
    AssignmentWithdrawn,
    CancelIncident,
    CommandBody,
    ConfirmRecommendation,
    CrewAssigned,
    Event,
    Mode,
    PolicyFellBack,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
    Tick,
)
from dispatch.domain.recommendation import Plan
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters, can_serve
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.queue import Queue, QueueOrder, lined_up, patience_s
from dispatch.policy.redeciding import RedecidingParameters
from dispatch.policy.soon_free import SoonFreeParameters
from routing.types import Profile
from tests.builders import NOON, a_command, a_situation, an_incident
from tests.properties.line import GROUND, LineTimes, a_dispatcher, a_line_crew, at, contradictions, driving, planned

HOLD_S = 1_200.0
NOBODY_HELD = Matching(parameters=MatchingParameters(soon=SoonFreeParameters(hold_s=0.0)))
HOLDING = Matching(parameters=MatchingParameters(soon=SoonFreeParameters(hold_s=HOLD_S)))
MOST_CHANGES = RedecidingParameters().most_changes
NEEDS = st.sets(st.sampled_from(list(CrewCapability)), max_size=2).map(frozenset)
KINDS = st.sampled_from(list(CrewKind))
MINUTES = st.integers(0, 60)
STEPS = st.sampled_from([Milestone.NOTIFIED, Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE])
CALLS = st.builds(
    dict,
    urgency=st.integers(1, 4),
    waits_s=st.sampled_from([0, 30, 600, 1_500, 4_000, 12_000]),
    crew_need=NEEDS,
    at=st.builds(at, MINUTES, island=st.sampled_from([False] * 7 + [True])),
    withdrawn=st.sampled_from([0, 0, 0, 1, MOST_CHANGES]),
)


@st.composite
def situations(draw: st.DrawFn, most_waiting: int = 4) -> Situation:
    """Draw up to eight crews, some on their way to a call or there already, and calls that wait."""
    crews: list[Crew] = []
    incidents: list[Incident] = []
    jobs = []
    for number in range(draw(st.integers(0, 8))):
        crew = a_line_crew(number, draw(MINUTES), kind=draw(KINDS))
        if draw(st.booleans()):
            call = an_incident(f"driven{number}", **draw(CALLS))
            frozen, there_s = draw(st.sampled_from([False, False, True])), draw(st.sampled_from([0.0, 900.0, 2_400.0]))
            crew, call, job = driving(crew, call, draw(STEPS), frozen=frozen, there_s=there_s)
            incidents.append(call)
            jobs.append(job)
        crews.append(crew)
    waiting = draw(st.lists(CALLS, max_size=most_waiting))
    incidents += [an_incident(f"waiting{number}", **call) for number, call in enumerate(waiting)]
    return a_situation(crews=crews, incidents=incidents, assignments={job.id: job for job in jobs}, ground=GROUND)


def crew_after(situation: Situation, plan: Plan) -> Mapping[IncidentId, CrewId | None]:
    """Return who goes where when all of the plan is done."""
    found: dict[IncidentId, CrewId | None] = {
        incident.id: situation.assignments[incident.assignment].crew if incident.assignment else None
        for incident in situation.incidents.values()
    }
    found |= {made.incident: made.crew for made in plan.recommendations}
    return found


def may_be_taken(situation: Situation, incident: Incident) -> bool:
    """Whether the crew of an incident, if it has one, may still be sent elsewhere."""
    if incident.assignment is None:
        return True
    job = situation.assignments[incident.assignment]
    return job.milestone in BEFORE_ARRIVAL and not job.frozen and incident.withdrawn < MOST_CHANGES


def can_go(situation: Situation, crew: Crew, incident: Incident) -> bool:
    """Whether the crew is of use there, and there is a road."""
    place = {"crew": situation.whereabouts(crew)}
    (seconds,) = LineTimes().matrix(place, {"incident": incident.at}, Profile.SIREN).seconds[0].tolist()
    return can_serve(crew, incident) and isfinite(seconds)


# --- one plan ---


@settings(deadline=None)
@given(situations())
def test_one_crew_never_goes_to_two_incidents(situation: Situation) -> None:
    sent = [crew for crew in crew_after(situation, planned(situation)).values() if crew is not None]
    assert len(set(sent)) == len(sent)


@settings(deadline=None)
@given(situations())
def test_a_frozen_commitment_stays(situation: Situation) -> None:
    after = crew_after(situation, planned(situation))
    for incident in situation.incidents.values():
        if incident.assignment is not None and not may_be_taken(situation, incident):
            assert after[incident.id] == situation.assignments[incident.assignment].crew


@settings(deadline=None)
@given(situations())
def test_nothing_is_decided_anew_when_changes_are_forbidden(situation: Situation) -> None:
    policy = Matching(parameters=MatchingParameters(redeciding=RedecidingParameters(most_changes=0)))
    after = crew_after(situation, planned(situation, policy))
    for job in situation.assignments.values():
        assert after[job.incident] == job.crew


def in_line(situation: Situation) -> Queue:
    """Return all incidents in the order of the queue, were they all waiting."""
    parameters = ObjectiveParameters()
    patience = patience_s(situation.tempo, parameters.escalation_s, parameters.escalation_jobs)
    return lined_up([*situation.incidents.values()], QueueOrder.URGENCY, situation.now, patience)


def ranks(situation: Situation) -> Mapping[IncidentId, int]:
    """Return the ranks of all incidents in the queue, were they all waiting."""
    line = in_line(situation)
    return {incident.id: rank for incident, rank in zip(line.incidents, line.rank.tolist(), strict=True)}


def may_lose_to(situation: Situation, other: Incident, first: Incident) -> bool:
    """Whether the crew that `other` would get may go to `first`: one that is on its way only to a more urgent call."""
    return may_be_taken(situation, other) and (other.assignment is None or first.urgency < other.urgency)


@settings(max_examples=300, deadline=None)
@given(situations())
def test_no_incident_is_given_a_crew_that_one_of_a_higher_rank_is_left_without(situation: Situation) -> None:
    after, rank = crew_after(situation, planned(situation)), ranks(situation)
    for left in (i for i in situation.incidents.values() if after[i.id] is None):
        for other in situation.incidents.values():
            crew = after[other.id]
            if crew is None or drives_to(situation, crew) == other.id:
                continue  # kept, not given: with too few crews a diversion must save more than all others lose by it
            if rank[other.id] > rank[left.id] and may_lose_to(situation, other, left):
                assert is_driving_to_as_urgent(situation, crew, left) or not can_go(
                    situation, situation.crews[crew], left
                ), (left.id, other.id, crew)


def drives_to(situation: Situation, crew: CrewId) -> IncidentId | None:
    job = situation.crews[crew].assignment
    return None if job is None else situation.assignments[job].incident


def is_driving_to_as_urgent(situation: Situation, crew: CrewId, first: Incident) -> bool:
    """Whether the crew drives to a call that is as urgent, which it is not taken off for this one."""
    job = situation.crews[crew].assignment
    return job is not None and situation.incidents[situation.assignments[job].incident].urgency <= first.urgency


def idle_after(situation: Situation, plan: Plan) -> list[Crew]:
    sent = crew_after(situation, plan).values()
    return [c for c in situation.crews.values() if c.status is CrewStatus.AVAILABLE and c.id not in sent]


@settings(deadline=None)
@given(situations())
def test_nobody_waits_while_a_crew_that_can_go_is_free_unless_he_is_held_for_one_that_will_be(
    situation: Situation,
) -> None:
    plan = planned(situation, HOLDING)
    for made in plan.recommendations:
        incident = situation.incidents[made.incident]
        if made.crew is None and made.hold is None and incident.assignment is None:
            assert not [crew.id for crew in idle_after(situation, plan) if can_go(situation, crew, incident)]


@settings(max_examples=300, deadline=None)
@given(situations())
def test_only_an_urgent_call_is_held_and_only_while_a_crew_that_could_go_at_once_is_left_over(
    situation: Situation,
) -> None:
    plan = planned(situation, HOLDING)
    held = [made for made in plan.recommendations if made.hold is not None]
    for made in held:
        incident, hold = situation.incidents[made.incident], made.hold
        assert hold is not None
        assert made.crew is None
        assert not incident.urgency.is_emergency
        assert situation.now < hold.arrives_at
        assert situation.now < hold.until == incident.received_at + HOLD_S
        assert hold.free_at <= hold.until
        assert situation.crews[hold.crew].status is not CrewStatus.AVAILABLE
        at_once = next(crew for crew in idle_after(situation, plan) if crew.id == hold.meanwhile)
        assert can_go(situation, at_once, incident)
        assert made.options[0].crew == at_once.id
    assert len({made.hold.meanwhile for made in held if made.hold}) <= len(held)


@settings(max_examples=150, deadline=None)
@given(situations())
def test_a_hold_leaves_every_other_call_no_worse_served(situation: Situation) -> None:
    """The same calls are answered as without holds, and the held ones could be."""
    now, never = planned(situation, HOLDING), planned(situation, NOBODY_HELD)
    held = {made.incident for made in now.recommendations if made.hold is not None}
    answered = {made.incident for made in now.recommendations if made.crew is not None}
    assert answered | held == {made.incident for made in never.recommendations if made.crew is not None}


@settings(deadline=None)
@given(situations())
def test_nobody_is_held_when_holding_is_switched_off(situation: Situation) -> None:
    assert all(made.hold is None for made in planned(situation, NOBODY_HELD).recommendations)


@settings(deadline=None)
@given(situations())
def test_every_waiting_incident_gets_an_answer_with_a_reason(situation: Situation) -> None:
    plan = planned(situation)
    waiting = [incident.id for incident in in_line(situation).incidents if incident.assignment is None]
    assert waiting == [m.incident for m in plan.recommendations][: situation.waiting_count]
    assert all(made.reasons for made in plan.recommendations)
    assert all(made.options[0].crew == made.crew for made in plan.recommendations if made.crew is not None)


@settings(deadline=None)
@given(st.lists(MINUTES, min_size=1, max_size=5, unique=True), MINUTES, st.integers(1, 4))
def test_a_need_that_nobody_meets_gets_the_nearest_help_and_is_told_what_it_lacks(
    minutes: list[int], minute: int, urgency: int
) -> None:
    need = frozenset({CrewCapability.PAEDIATRIC_INTENSIVE, CrewCapability.INTENSIVE})
    crews = [a_line_crew(number, place) for number, place in enumerate(minutes)]
    incident = an_incident("call", urgency, at=at(minute), crew_need=need)
    policy = Matching(parameters=MatchingParameters(objective=ObjectiveParameters(cover=0.0)))
    (made,) = planned(a_situation(crews=crews, incidents=[incident], ground=GROUND), policy).recommendations
    assert made.eta_s == min(abs(place - minute) for place in minutes) * 60
    assert {r.params["capability"] for r in made.reasons if r.code == "lacks-capability"} == need


@settings(deadline=None)
@given(KINDS, st.integers(1, 4))
def test_a_need_that_nobody_can_even_help_with_is_told_why(kind: CrewKind, urgency: int) -> None:
    incident = an_incident("call", urgency, at=at(5), crew_need=frozenset({CrewCapability.BASIC}))
    for crews, code in [
        ([], "nobody-free"),
        ([a_line_crew(1, 5, kind=kind, home=at(5, island=True))], "no-road"),
        ([a_line_crew(1, 5, kind=CrewKind.PSYCHIATRIC)], "nobody-free"),
    ]:
        (made,) = planned(a_situation(crews=crews, incidents=[incident], ground=GROUND)).recommendations
        assert (made.crew, [reason.code for reason in made.reasons]) == (None, [code])


@settings(deadline=None)
@given(situations(), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_in_which_things_are_kept(situation: Situation, chance: object) -> None:
    """Assignments keep the order in which they were made: of crews that are equally good the first one goes."""

    def shuffled(mapping: Mapping[object, object]) -> dict[object, object]:
        rows = list(mapping.items())
        chance.shuffle(rows)  # type: ignore[attr-defined]
        return dict(rows)

    other = Situation(
        **{
            **{name: getattr(situation, name) for name in situation.__struct_fields__},
            "crews": shuffled(situation.crews),
            "incidents": shuffled(situation.incidents),
            "positions": shuffled(situation.positions),
        }
    )
    assert planned(other) == planned(situation)


OFF = {
    "late": {"objective": ObjectiveParameters(late_s=0.0)},
    "survival": {"objective": ObjectiveParameters(survival_s=0.0)},
    "cover": {"objective": ObjectiveParameters(cover=0.0)},
    "change": {"objective": ObjectiveParameters(swap_s=0.0, divert_s=0.0, vain=0.0)},
    "distance": {"objective": ObjectiveParameters(distance=0.0)},
    "fitness": {
        "eligibility": EligibilityParameters(
            missing_capability_s=0.0, spare_capability_s=0.0, overtime_s=0.0, neighbour_s=0.0
        )
    },
}


@settings(deadline=None)
@given(situations(), st.sampled_from(sorted(OFF)))
def test_a_term_that_is_switched_off_is_nothing_in_the_explanation(situation: Situation, term: str) -> None:
    policy = Matching(parameters=MatchingParameters(**OFF[term]))  # type: ignore[arg-type]  # by their names
    for made in planned(situation, policy).recommendations:
        assert all(option.terms[term] == 0.0 for option in made.options)


@settings(deadline=None)
@given(situations())
def test_the_explanation_shows_every_term_of_every_option(situation: Situation) -> None:
    for made in planned(situation).recommendations:
        for option in made.options:
            assert set(option.terms) == {*OFF, "waiting"}
            assert all(isfinite(value) for value in option.terms.values())


# --- one decision after the other ---


class Shift:
    """A dispatcher on the road, and what its events have said."""

    def __init__(self, mode: Mode, crews: list[Crew]) -> None:
        self.record, self.now = MemoryRecord(), NOON
        self.dispatcher = a_dispatcher(self.record)
        self.assigned: list[CrewAssigned] = []
        region = AdoptRegion(
            name="дорога", digest="1", utc_offset_s=10_800.0, crews=tuple(crews), hospitals=(), ground=GROUND
        )
        self.do(region)
        self.do(SetMode(mode=mode))

    @property
    def situation(self) -> Situation:
        """The present."""
        return self.record.situation()

    def do(self, body: CommandBody, **more: object) -> tuple[Event, ...]:
        """Hand in a wish; a refusal is an answer too. Nothing may ever fall back, and all must agree."""
        try:
            events = self.dispatcher.handle(a_command(body, at=self.now, **more)).events
        except Refused:
            events = ()
        assert not [event for event in events if isinstance(event, PolicyFellBack)]
        assert contradictions(self.situation) == []
        self.assigned += [event for event in events if isinstance(event, CrewAssigned)]
        return events

    def press(self, crew: CrewId) -> tuple[Event, ...]:
        """Press the next button, if there is one; from the scene the crew becomes free at once."""
        job = self.situation.crews[crew].assignment
        if job is None:
            return ()
        step = NEXT[self.situation.assignments[job].milestone][-1]
        return self.do(ReportMilestone(crew=crew, milestone=step))


WISHES = st.one_of(
    st.tuples(st.just("call"), CALLS),
    st.tuples(st.just("call"), CALLS),
    st.tuples(st.just("press"), st.integers(0, 4)),
    st.tuples(st.just("press"), st.integers(0, 4)),
    st.tuples(st.just("pass"), st.sampled_from([0, 20, 300])),
    st.tuples(st.just("drive"), st.tuples(st.integers(0, 4), MINUTES)),
    st.tuples(st.just("cancel"), st.integers(0, 20)),
    st.tuples(st.just("serve"), st.tuples(st.integers(0, 4), st.booleans())),
    st.tuples(st.just("confirm"), st.integers(0, 20)),
)


def worked(shift: Shift, wish: tuple[str, object], number: int) -> tuple[Event, ...]:
    """Do one wish of a random shift."""
    seen = {}
    match wish:
        case ("call", dict() as call):
            known = {**call, "withdrawn": 0, "received_at": shift.now - call["waits_s"]}
            del known["waits_s"]
            body: CommandBody = ReportIncident(incident=an_incident(f"call{number}", **known))
        case ("press", int() as crew):
            return shift.press(CrewId(f"{crew}"))
        case ("pass", int() as seconds):
            shift.now += seconds
            body = Tick()
        case ("drive", (int() as crew, int() as minute)):
            body, seen = Tick(), {CrewId(f"{crew}"): at(minute)}
        case ("cancel", int() as number):
            body = CancelIncident(incident=IncidentId(f"call{number}"), reason="ложный")
        case _:
            body = _said(shift, wish)
    return shift.do(body, positions=seen)


def _said(shift: Shift, wish: tuple[str, object]) -> CommandBody:
    match wish:
        case ("serve", (int() as crew, bool() as back)):
            return SetCrewService(crew=CrewId(f"{crew}"), in_service=back, reason="заправка")
        case ("confirm", int() as call):
            made = shift.situation.recommendations.get(IncidentId(f"call{call}"))
            return (
                Tick()
                if made is None or made.crew is None
                else ConfirmRecommendation(incident=made.incident, crew=made.crew)
            )
        case _:
            raise AssertionError(wish)


def a_shift(mode: Mode) -> Shift:
    kinds = [CrewKind.FELDSHER, CrewKind.DOCTOR, CrewKind.INTENSIVE, CrewKind.FELDSHER, CrewKind.PSYCHIATRIC]
    return Shift(mode, [a_line_crew(n, minute, kind=kinds[n]) for n, minute in enumerate((0, 5, 20, 45, 50))])


@settings(max_examples=120, deadline=None)
@given(st.lists(WISHES, max_size=40))
def test_in_automatic_mode_crews_assignments_and_incidents_always_agree(wishes: list[tuple[str, object]]) -> None:
    shift = a_shift(Mode.AUTOMATIC)
    for number, wish in enumerate(wishes):
        worked(shift, wish, number)
        assert all(incident.withdrawn <= MOST_CHANGES for incident in shift.situation.incidents.values())


@settings(max_examples=80, deadline=None)
@given(st.lists(WISHES, max_size=40))
def test_in_automatic_mode_every_plan_is_carried_out_at_once(wishes: list[tuple[str, object]]) -> None:
    shift = a_shift(Mode.AUTOMATIC)
    for number, wish in enumerate(wishes):
        if worked(shift, wish, number):
            for incident in shift.situation.waiting():
                made = shift.situation.recommendations.get(incident.id)
                assert made is None or made.crew is None, (wish, incident.id, made)


def test_a_chain_of_diversions_is_carried_out_in_one_decision() -> None:
    shift = Shift(Mode.AUTOMATIC, [a_line_crew(0, 0), a_line_crew(1, 10)])
    shift.do(ReportIncident(incident=an_incident("mildest", 4, at=at(12))))
    shift.do(ReportIncident(incident=an_incident("mild", 3, at=at(2))))
    events = shift.do(ReportIncident(incident=an_incident("urgent", 1, at=at(0))))
    left = [(event.incident, event.crew) for event in events if isinstance(event, AssignmentWithdrawn)]
    sent = [(event.incident, event.crew) for event in events if isinstance(event, CrewAssigned)]
    assert left == [("mild", "0"), ("mildest", "1")]
    assert sent == [("urgent", "0"), ("mild", "1")]
    assert [incident.id for incident in shift.situation.waiting()] == ["mildest"]


@settings(max_examples=120, deadline=None)
@given(st.lists(WISHES, max_size=40))
def test_while_people_decide_nobody_is_sent_or_turned_back_unasked(wishes: list[tuple[str, object]]) -> None:
    shift = a_shift(Mode.PROPOSE)
    for number, wish in enumerate(wishes):
        events = worked(shift, wish, number)
        changes = [event for event in events if isinstance(event, CrewAssigned | AssignmentWithdrawn)]
        assert not changes or wish[0] == "confirm"
        assert all(event.by == "ivanova" for event in changes)


# --- nobody starves ---

MILD = IncidentId("mild")


def waits(shift: Shift) -> bool:
    return MILD in {incident.id for incident in shift.situation.waiting()}


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_a_mild_call_in_a_stream_of_urgent_ones_is_served_as_soon_as_a_crew_is_left_over(seed: int) -> None:
    """It waits only while no crew is left over by more urgent calls, and loses its crew twice at most."""
    chance = np.random.default_rng(seed)
    shift = Shift(Mode.AUTOMATIC, [a_line_crew(number, 20 * number) for number in range(3)])
    for number in range(3):
        shift.do(ReportIncident(incident=an_incident(f"first{number}", 1, at=at(20 * number))))
    shift.do(ReportIncident(incident=an_incident(MILD, 4, at=at(30))))
    for number in range(200):
        shift.now += float(chance.choice([60, 120, 240]))
        if chance.random() < 0.5:
            place = at(int(chance.integers(60)))
            shift.do(ReportIncident(incident=an_incident(f"urgent{number}", 1, at=place, received_at=shift.now)))
        shift.press(CrewId(f"{number % 3}"))
        assert not (waits(shift) and any(c.status is CrewStatus.AVAILABLE for c in shift.situation.crews.values()))
    assert len([sent for sent in shift.assigned if sent.incident == MILD]) <= 1 + MOST_CHANGES


@settings(max_examples=6, deadline=None)
@given(st.integers(2, 4), st.integers(0, 60))
def test_a_mild_call_is_served_when_all_patience_is_lost_though_urgent_ones_never_end(
    urgency: int, minute: int
) -> None:
    """One crew, four times as many urgent calls as it can answer: the bound is as many escalations and a job."""
    shift = Shift(Mode.AUTOMATIC, [a_line_crew(0, 20)])
    step_s, bound_s = 300.0, urgency * ObjectiveParameters().escalation_s
    shift.do(ReportIncident(incident=an_incident("first", 1, at=at(20))))
    shift.do(ReportIncident(incident=an_incident(MILD, urgency, at=at(minute), received_at=shift.now)))
    for number in range(int(bound_s / step_s) + 6):
        shift.now += step_s
        urgent = an_incident(f"urgent{number}", 1, at=at(20), received_at=shift.now)
        shift.do(ReportIncident(incident=urgent))
        shift.press(CrewId("0"))
    assert not waits(shift)
    assert MILD in {sent.incident for sent in shift.assigned}
