"""When a busy crew is expected to be free, and who may wait for it."""

import pytest

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.incident import IncidentStatus
from dispatch.domain.recommendation import Recommendation
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.soon_free import SoonFreeParameters, free_in, soon_free
from routing.types import Profile
from tests.builders import NOON, TableTimes, a_crew, a_situation, an_incident

KNOWN = Tempo(scene_s=1_200.0, hospital_s=1_200.0, bring_s=600.0, answered=100, transported=50)
FAR_S, NEAR_S = 1_800.0, 300.0
HOLD_S = 1_200.0


def a_job(step: Milestone, since_s: float) -> Assignment:
    """Return the work of the busy crew, which has been at this step for so long."""
    begun = Milestone.AT_DESTINATION if step is Milestone.CARE_TRANSFERRED else step
    return Assignment(
        id=AssignmentId("treated-1"),
        incident=IncidentId("treated"),
        crew=CrewId("busy"),
        milestone=step,
        times={Milestone.NOTIFIED: NOON - 3_000.0, begun: NOON - since_s},
        eta_s=600.0,
    )


@pytest.mark.parametrize(
    ("step", "since_s", "expected_s"),
    [
        (Milestone.AT_DESTINATION, 0.0, 1_200.0),
        (Milestone.AT_DESTINATION, 700.0, 500.0),
        (Milestone.CARE_TRANSFERRED, 1_100.0, 300.0),
        (Milestone.AT_DESTINATION, 5_000.0, 300.0),
        (Milestone.AT_PATIENT, 0.0, None),
        (Milestone.EN_ROUTE, 100.0, None),
        (Milestone.LEFT_SCENE, 100.0, None),
    ],
)
def test_what_is_left_of_a_step_is_the_mean_less_what_has_passed_and_never_less_than_a_quarter(
    step: Milestone, since_s: float, expected_s: float | None
) -> None:
    found = free_in(KNOWN, a_job(step, since_s), NOON)
    if step is Milestone.AT_PATIENT:  # the moment of the arrival is not among its milestones
        expected_s = 1_200.0 + 0.5 * 1_800.0
    assert found == expected_s


def test_at_the_scene_the_share_of_those_who_are_taken_to_hospital_counts() -> None:
    assert free_in(KNOWN, a_job(Milestone.AT_SCENE, 900.0), NOON) == 300.0 + 0.5 * 1_800.0


def a_town(urgency: int = 3, *, waits_s: float = 0.0, at_hospital_s: float = 1_100.0, withdrawn: int = 0) -> Situation:
    """A call, a free crew far from it, and a crew near it that has been at the hospital for a while."""
    busy, treated = a_crew("busy"), an_incident("treated", 2)
    job = a_job(Milestone.AT_DESTINATION, at_hospital_s)
    answered = {name: getattr(treated, name) for name in treated.__struct_fields__}
    answered |= {"status": IncidentStatus.ASSIGNED, "assignment": job.id}
    return a_situation(
        crews=[a_crew("free"), busy.doing(CrewStatus.AT_HOSPITAL, since=NOON, assignment=job.id)],
        incidents=[type(treated)(**answered), an_incident("call", urgency, waits_s=waits_s, withdrawn=withdrawn)],
        assignments={job.id: job},
        tempo=KNOWN,
    )


def decided(situation: Situation, *, free_s: float = FAR_S, **parameters: float) -> Recommendation:
    policy = Matching(parameters=MatchingParameters(soon=SoonFreeParameters(**{"hold_s": HOLD_S, **parameters})))
    question = policy.asks(situation)
    assert question is not None
    assert set(question.soon) == ({"busy"} if parameters.get("horizon_s", 1.0) else set())
    seconds = {("free", "call"): free_s, ("busy", "call"): NEAR_S}
    times = TableTimes(seconds).matrix(question.origins, question.incidents, Profile.SIREN)
    (made,) = policy(situation, times).recommendations
    return made


def test_an_urgent_call_waits_for_a_crew_that_is_nearly_free_when_that_saves_much() -> None:
    made = decided(a_town())
    assert made.crew is None
    assert made.hold is not None
    assert (made.hold.crew, made.hold.meanwhile) == ("busy", "free")
    assert made.hold.free_at == NOON + 300.0
    assert made.hold.arrives_at == NOON + 300.0 + KNOWN.turnout_s + NEAR_S
    assert made.hold.until == NOON + HOLD_S
    assert [reason.code for reason in made.reasons] == ["waits-for-crew"]
    assert made.reasons[0].params == {"crew": "busy", "time": "12:05", "minutes": 20.0, "free": "free"}
    assert [option.crew for option in made.options] == ["free"], "a person may send it at once"


@pytest.mark.parametrize("urgency", [1, 2])
def test_an_emergency_is_sent_what_is_free_and_told_how_much_sooner_the_nearer_crew_must_have_been(
    urgency: int,
) -> None:
    made = decided(a_town(urgency))
    assert (made.crew, made.hold) == ("free", None)
    told = {reason.code: reason.params for reason in made.would_change}
    assert told["would-win-if-free-sooner"] == {"crew": "busy", "minutes": 5.0}


@pytest.mark.parametrize(
    ("situation", "parameters"),
    [
        (a_town(waits_s=1_201.0), {}),
        (a_town(withdrawn=1), {}),
        (a_town(at_hospital_s=600.0), {"hold_s": 800.0}),
        (a_town(), {"hold_s": 0.0}),
        (a_town(), {"horizon_s": 0.0}),
        (a_town(), {"least_s": 1_200.0}),
    ],
    ids=["too long", "its crew was taken", "free too late", "no holds", "nobody looked at", "saves too little"],
)
def test_a_hold_ends_and_is_made_only_where_it_saves_enough(situation: Situation, parameters: dict[str, float]) -> None:
    made = decided(situation, **parameters)
    assert (made.crew, made.hold) == ("free", None)


def test_an_urgent_call_is_told_how_much_sooner_a_crew_must_be_free_for_it_to_wait() -> None:
    """The free crew is 1,000 s away; 300 × 1.5 + 300 s and 240 s more are 990 s: nearly as good, cover apart."""
    made = decided(a_town(), free_s=900.0)
    assert made.crew == "free"
    told = {reason.code: reason.params for reason in made.would_change}
    assert told["would-win-if-free-sooner"]["crew"] == "busy"
    assert 0.5 <= float(told["would-win-if-free-sooner"]["minutes"]) < 5.0


def test_who_waits_for_want_of_crews_is_told_who_is_free_next() -> None:
    situation = a_town(1)
    situation = a_situation(
        crews=[situation.crews[CrewId("busy")]],
        incidents=[*situation.incidents.values()],
        assignments=situation.assignments,
        tempo=KNOWN,
    )
    made = decided(situation)
    assert made.crew is None
    assert made.hold is None
    assert [reason.code for reason in made.would_change] == ["next-to-be-free"]
    assert made.would_change[0].params == {"crew": "busy", "time": "12:05", "minutes": 5.0}


def test_crews_of_which_nothing_is_known_yet_are_not_looked_at() -> None:
    assert [each.crew for each in soon_free(a_town(), SoonFreeParameters())] == ["busy"]
    assert soon_free(a_town(at_hospital_s=0.0), SoonFreeParameters()) == []
