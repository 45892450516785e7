"""Random wishes about incidents that several crews answer, against what a person with a pencil would know."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatch.adapters.memory import MemoryRecord
from dispatch.application.acceptance import legal_milestones
from dispatch.application.codec import digest, encode, event_from, situation_from
from dispatch.application.service import Dispatcher
from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import CrewStatus
from dispatch.domain.errors import Refused
from dispatch.domain.ids import CallId, CrewId, IncidentId
from dispatch.domain.incident import ClinicalFlag, Incident, IncidentStatus
from dispatch.domain.messages import (
    CancelIncident,
    CommandBody,
    ConfirmRecommendation,
    Event,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    Mode,
    NoteFlags,
    OverrideRecommendation,
    PolicyFellBack,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
    Tick,
)
from dispatch.domain.parts import ReliefCause, Victims
from dispatch.domain.scene_messages import (
    AskForCrew,
    CancelScene,
    HandOver,
    IncidentsMerged,
    MergeIncidents,
    PartWithdrawn,
    SceneClosed,
    UpdateVictims,
)
from dispatch.domain.situation import Situation
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from tests.builders import NOON, a_command, a_crew, a_hospital, a_region, an_incident, fold
from tests.scene_desk import BASIC, FOLLOWED, INTENSIVE, ByCrew

CREWS = {"A": 4.0, "B": 6.0, "C": 9.0, "D": 15.0, "E": 20.0}
KINDS = [CrewKind.FELDSHER, CrewKind.FELDSHER, CrewKind.INTENSIVE, CrewKind.INTENSIVE, CrewKind.PAEDIATRIC]
NEEDS = [frozenset[CrewCapability](), BASIC, INTENSIVE, BASIC | {CrewCapability.PAEDIATRIC}]

some = st.integers(0, 6)
counted = st.builds(Victims, red=st.integers(0, 2), yellow=some, green=some, unsorted=some)


class Scenes(RuleBasedStateMachine):
    """A shift of accidents."""

    def __init__(self) -> None:
        super().__init__()
        self.record = MemoryRecord()
        self.now = NOON
        self.calls = 0
        self.told: set[str] = set()
        self.over: set[str] = set()
        self.wholes_closed: list[str] = []
        self.said: dict[str, str] = {}

    @initialize(policy=st.sampled_from(["matching", "nearest"]), mode=st.sampled_from(Mode))
    def open(self, policy: str, mode: Mode) -> None:
        """Open the service."""
        self.policy = policy
        policies = {known.name: known for known in (Nearest(), Matching())}
        self.dispatcher = Dispatcher(
            record=self.record,
            travel_times=ByCrew(CREWS),
            policies=policies,
            fallback=policies["nearest"],
            requirement=FOLLOWED,
        )
        roster = [a_crew(name, kind, vehicle_class="C") for name, kind in zip(CREWS, KINDS, strict=True)]
        self.do(a_region(crews=roster, hospitals=[a_hospital("crb")]))
        self.do(SetMode(mode=mode))

    def do(self, body: CommandBody) -> None:
        """Hand in a wish; a refusal must change nothing."""
        before = self.record.situation()
        try:
            outcome = self.dispatcher.handle(a_command(body, at=self.now, policy=self.policy))
        except Refused:
            assert self.record.situation() is before
            return
        for event in outcome.events:
            self.hear(event)

    def hear(self, event: Event) -> None:
        """Follow an event; complain about what cannot be."""
        assert not isinstance(event, PolicyFellBack), event.error
        match event:
            case IncidentReported(incident=incident):
                assert incident.id not in self.told, "a number given twice"
                self.told.add(incident.id)
            case IncidentCancelled(incident=incident_id) | PartWithdrawn(incident=incident_id):
                self.end(incident_id)
            case MilestoneReached(milestone="available", incident=incident_id):
                self.end(incident_id)
            case SceneClosed(incident=whole):
                self.wholes_closed.append(whole)
            case IncidentsMerged(incident=incident_id, calls=calls):
                self.said.update(dict.fromkeys(map(str, calls), incident_id))
            case _:
                pass

    def end(self, incident: str) -> None:
        assert incident in self.told - self.over, "ended twice"
        self.over.add(incident)

    def one(self, turn: int) -> Incident | None:
        """Return one of the open incidents."""
        known = list(self.record.situation().incidents.values())
        return known[turn % len(known)] if known else None

    @rule(urgency=st.integers(1, 4), need=st.sampled_from(NEEDS), hurt=st.none() | counted)
    def call(self, urgency: int, need: frozenset[CrewCapability], hurt: Victims | None) -> None:
        """Somebody calls, of a patient who is known by a flag of his own."""
        self.calls += 1
        flags = frozenset({ClinicalFlag.ONCOLOGY}) if self.calls % 2 else frozenset[ClinicalFlag]()
        self.do(
            ReportIncident(
                incident=an_incident(
                    f"call{self.calls}", urgency, received_at=self.now, crew_need=need, victims=hurt, flags=flags
                )
            )
        )
        self.said[f"call{self.calls}-112"] = f"call{self.calls}"

    @rule(turn=some, hurt=counted)
    def count(self, turn: int, hurt: Victims) -> None:
        """Somebody counts the victims anew."""
        if known := self.one(turn):
            self.do(UpdateVictims(incident=known.id, victims=hurt))

    @rule(turn=some, need=st.sampled_from(NEEDS), same=st.booleans(), count=st.integers(0, 3))
    def ask(self, turn: int, need: frozenset[CrewCapability], same: bool, count: int) -> None:
        """A crew asks for more."""
        if known := self.one(turn):
            self.do(AskForCrew(incident=known.id, need=need, same_patient=same, count=count))

    @rule(turn=some, other=some)
    def merge(self, turn: int, other: int) -> None:
        """Two calls are said to be one."""
        into, duplicate = self.one(turn), self.one(other)
        if into and duplicate:
            self.do(MergeIncidents(incident=into.id, duplicate=duplicate.id))

    @rule(turn=some, crew=st.none() | st.sampled_from([*CREWS, "stranger"]), cause=st.sampled_from(ReliefCause))
    def hand_over(self, turn: int, crew: str | None, cause: ReliefCause) -> None:
        """A crew is to be relieved."""
        if known := self.one(turn):
            self.do(HandOver(incident=known.id, crew=CrewId(crew) if crew else None, cause=cause))

    @rule(turn=some, whole=st.booleans())
    def cancel(self, turn: int, whole: bool) -> None:
        """A part, or the whole, is cancelled."""
        if known := self.one(turn):
            wish = CancelScene if whole else CancelIncident
            self.do(wish(incident=known.id, reason="ложный"))

    @rule(turn=some)
    def confirm(self, turn: int) -> None:
        """A dispatcher confirms what stands now."""
        known = self.one(turn)
        made = self.record.situation().recommendations.get(known.id) if known else None
        if made is not None and made.crew is not None:
            self.do(ConfirmRecommendation(incident=made.incident, crew=made.crew))

    @rule(turn=some, crew=st.sampled_from([*CREWS]), divert=st.booleans())
    def override(self, turn: int, crew: str, divert: bool) -> None:
        """A dispatcher knows better."""
        if known := self.one(turn):
            self.do(OverrideRecommendation(incident=known.id, crew=CrewId(crew), reason="знает", divert=divert))

    @rule(crew=st.sampled_from([*CREWS]), presses=st.integers(1, 6), turn=st.integers(0, 1))
    def press(self, crew: str, presses: int, turn: int) -> None:
        """A crew presses buttons that its tablet shows."""
        for _ in range(presses):
            situation = self.record.situation()
            if shown := legal_milestones(situation, situation.crews[CrewId(crew)]):
                self.do(ReportMilestone(crew=CrewId(crew), milestone=shown[turn % len(shown)]))

    @rule(crew=st.sampled_from([*CREWS]), in_service=st.booleans())
    def serve(self, crew: str, in_service: bool) -> None:
        """A crew leaves the line or comes back."""
        self.do(SetCrewService(crew=CrewId(crew), in_service=in_service, reason="обед"))

    @rule(turn=some)
    def note(self, turn: int) -> None:
        """The record of a caller's patient says something."""
        known = self.one(turn)
        if known and known.part is None:
            self.do(NoteFlags(incident=known.id, flags=frozenset({ClinicalFlag.PREGNANT})))

    @rule(later_s=st.sampled_from([1.0, 120.0]))
    def time_goes_on(self, later_s: float) -> None:
        """Time passes."""
        self.now += later_s
        self.do(Tick())

    # --- what must always be true ---

    @property
    def present(self) -> Situation:
        return self.record.situation()

    @invariant()
    def nothing_is_lost(self) -> None:
        """Open are exactly the incidents and parts that were reported and neither closed nor called off."""
        assert self.present.incidents.keys() == self.told - self.over

    @invariant()
    def no_call_is_lost(self) -> None:
        """A call belongs to the incident that it opened, or into which that one was merged, and to its parts."""
        for incident in self.present.incidents.values():
            if incident.part is None:
                mine = {call for call, owner in self.said.items() if owner == incident.id}
                assert mine <= set(incident.calls)

    @invariant()
    def a_crew_is_on_one_part_at_most(self) -> None:
        """Assignments, crews and incidents tell the same story."""
        jobs = self.present.assignments
        assert len({job.crew for job in jobs.values()}) == len(jobs)
        assert {c.id: c.assignment for c in self.present.crews.values() if c.assignment} == {
            job.crew: job.id for job in jobs.values()
        }
        assert {i.id: i.assignment for i in self.present.incidents.values() if i.assignment} == {
            job.incident: job.id for job in jobs.values()
        }
        assigned = {i.id for i in self.present.incidents.values() if i.status is IncidentStatus.ASSIGNED}
        assert assigned == {job.incident for job in jobs.values()}
        idle = (CrewStatus.AVAILABLE, CrewStatus.OUT_OF_SERVICE)
        assert all((c.status in idle) is (c.assignment is None) for c in self.present.crews.values())

    @invariant()
    def wholes_and_parts_agree(self) -> None:
        """A scene has just its open parts, and is there as long as there are any; numbers only grow."""
        parts: dict[IncidentId, set[IncidentId]] = {}
        for incident in self.present.incidents.values():
            parts.setdefault(incident.whole, set()).add(incident.id)
            if incident.part is not None:
                assert incident.whole in self.present.scenes
                assert 1 < incident.part.number <= self.present.scenes[incident.whole].numbered
        for whole, scene in self.present.scenes.items():
            assert set(scene.open) == parts[whole]
            assert len(set(scene.open)) == len(scene.open)

    @invariant()
    def a_whole_closes_once(self) -> None:
        """A scene that was closed has no open part, and is not closed again."""
        assert len(set(self.wholes_closed)) == len(self.wholes_closed)
        assert not set(self.wholes_closed) & {i.whole for i in self.present.incidents.values()}

    @invariant()
    def nobody_sees_another_patient(self) -> None:
        """A part whose patient nobody knows carries nothing of the caller's; the others carry that patient's only."""
        for incident in self.present.incidents.values():
            assert incident.patient_of in {incident.whole, None}
            if incident.patient_of is None:
                assert incident.flags == frozenset()

    @invariant()
    def whoever_waits_has_an_answer(self) -> None:
        """Nothing is recommended for a part that is over, and everybody who waits has an answer."""
        assert self.present.recommendations.keys() <= self.present.incidents.keys()
        assert {i.id for i in self.present.waiting()} <= self.present.recommendations.keys()

    @invariant()
    def specialists_are_sent_where_specialists_are_needed(self) -> None:
        """Nobody works on a part for which it lacks what it must have."""
        for job in self.present.assignments.values():
            incident = self.present.incidents[job.incident]
            assert incident.crew_must <= self.present.crews[job.crew].capabilities

    @precondition(lambda self: len(self.record.events) % 7 == 0)
    @invariant()
    def the_record_tells_the_same(self) -> None:
        """The events, written and read again, give the same situation."""
        again = fold(event_from(type(event).__name__, encode(event)) for event in self.record.events)
        assert again == self.present
        assert digest(situation_from(encode(self.present))) == digest(self.present)


TestScenes = Scenes.TestCase
TestScenes.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)


def test_calls_of_a_merged_incident_are_typed_as_calls() -> None:
    merged: Any = IncidentsMerged(
        at=NOON, incident=IncidentId("x"), duplicate=IncidentId("y"), calls=(CallId("c"),), by="ivanova", reason=""
    )
    assert event_from("IncidentsMerged", encode(merged)) == merged
