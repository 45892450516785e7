"""Random wishes against the dispatcher and a simple model of what may be true. (T2 of the test plan.)"""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from dispatch.adapters.memory import MemoryRecord
from dispatch.application.acceptance import legal_milestones
from dispatch.application.codec import digest, encode, situation_from
from dispatch.application.log import CommandState, HandledCommand, StoredEvent
from dispatch.application.replaying import FoldedRecord, Replayed, replay
from dispatch.application.service import Dispatcher
from dispatch.domain.assignment import Milestone
from dispatch.domain.capability import CrewCapability, CrewKind, HospitalCapability
from dispatch.domain.crew import CrewStatus, Shift
from dispatch.domain.duty import DutyRules, PauseKind
from dispatch.domain.errors import Refused
from dispatch.domain.hospital_messages import ReportHospital
from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from dispatch.domain.incident import ClinicalFlag, IncidentStatus
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CancelIncident,
    Command,
    CommandBody,
    ConfirmRecommendation,
    CrewAssigned,
    Event,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
    Mode,
    NoteFlags,
    OverrideRecommendation,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
    Tick,
)
from dispatch.domain.pauses import EndBreak, SetDutyRules, TakeBreak
from dispatch.domain.situation import Situation
from dispatch.domain.staffing import ChangeCrew, CrewChange
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from tests.builders import NOON, VERSION, TableTimes, a_command, a_crew, a_hospital, a_region, an_incident, fold

CREWS = ["A", "B", "C", "D"]
KINDS = [CrewKind.FELDSHER, CrewKind.DOCTOR, CrewKind.INTENSIVE, CrewKind.PSYCHIATRIC]
HOSPITALS = [a_hospital("crb"), a_hospital("perinatal", HospitalCapability.PERINATAL, HospitalCapability.MATERNITY)]
CALLS = [f"call{number}" for number in range(30)]
HALF_A_DAY = Shift(start_s=0, end_s=13 * 3600)

crews = st.sampled_from(CREWS)
anybody = st.sampled_from([*CREWS, "stranger"])


def seconds(seed: int) -> dict[tuple[str, str], float]:
    """Return a town by its number: each pair has its seconds, and one in eight no road."""
    pairs = [(crew, call) for crew in CREWS for call in CALLS] + [(c, str(h.id)) for c in CALLS for h in HOSPITALS]
    found = {pair: 30.0 + (index * 7_919 + seed * 104_729) % 3_571 for index, pair in enumerate(pairs)}
    return {pair: value for pair, value in found.items() if int(value) % 8}


def a_dispatcher(record: Any, times: TableTimes) -> Dispatcher:
    policies = {policy.name: policy for policy in (Nearest(), Matching())}
    return Dispatcher(record=record, travel_times=times, policies=policies, fallback=policies["nearest"])


@dataclass
class Model:
    """What a person with a pencil would know: which call has which crew."""

    reported: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    crew_of: dict[str, str] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Follow an event; complain about what cannot be."""
        match event:
            case IncidentReported(incident=incident):
                assert incident.id not in self.reported, "reported twice"
                self.reported.add(incident.id)
            case CrewAssigned(incident=incident_id, crew=crew):
                assert incident_id in self.reported - self.over, "a crew for a call that is not open"
                assert incident_id not in self.crew_of, "a second crew for one call"
                assert crew not in self.crew_of.values(), "one crew on two calls"
                self.crew_of[incident_id] = crew
            case AssignmentWithdrawn(incident=incident_id, crew=crew):
                assert self.crew_of.pop(incident_id) == crew, "another crew was taken off"
            case MilestoneReached(incident=incident_id, crew=crew, milestone=milestone):
                assert self.crew_of[incident_id] == crew, "a milestone of another crew"
                if milestone is Milestone.AVAILABLE:
                    self.end(incident_id)
            case IncidentCancelled(incident=incident_id, crew=crew):
                assert self.crew_of.get(incident_id) == crew, "the wrong crew was freed"
                self.end(incident_id)
            case _:
                pass

    def end(self, incident: str) -> None:
        """Let a call go."""
        assert incident in self.reported - self.over, "ended twice"
        self.over.add(incident)
        self.crew_of.pop(incident, None)


class Dispatching(RuleBasedStateMachine):
    """A shift of random wishes."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.record = MemoryRecord()
        self.model = Model()
        self.now = NOON
        self.policy = "matching"
        self.handled: list[tuple[Command, tuple[Event, ...], CommandState]] = []

    @initialize(town=st.integers(0, 50), policy=st.sampled_from(["matching", "nearest"]), short=st.booleans())
    def open(self, town: int, policy: str, *, short: bool) -> None:
        """Open the service."""
        self.town, self.policy = town, policy
        self.dispatcher = a_dispatcher(self.record, TableTimes(seconds(town)))
        shift = {"shift": HALF_A_DAY} if short else {}
        roster = [a_crew(name, kind, **shift) for name, kind in zip(CREWS, KINDS, strict=True)]
        self.do(a_region(crews=roster, hospitals=HOSPITALS))

    def do(self, body: CommandBody) -> None:
        """Hand in a wish; a refusal must change nothing."""
        before = self.record.situation()
        command = a_command(body, at=self.now, policy=self.policy, decider="this")
        try:
            outcome = self.dispatcher.handle(command)
        except Refused:
            assert self.record.situation() is before
            self.handled.append((command, (), CommandState.REFUSED))
            return
        for event in outcome.events:
            self.model.hear(event)
        self.handled.append((command, outcome.events, CommandState.DONE))

    @rule(
        target=calls,
        urgency=st.integers(1, 4),
        need=st.sets(st.sampled_from(CrewCapability), max_size=2).map(frozenset),
        child=st.booleans(),
    )
    def call(self, urgency: int, need: frozenset[CrewCapability], *, child: bool) -> Any:
        """Somebody calls."""
        if len(self.model.reported) == len(CALLS):
            return multiple()
        name = CALLS[len(self.model.reported)]
        self.do(ReportIncident(incident=an_incident(name, urgency, received_at=self.now, crew_need=need, child=child)))
        return name

    @rule(call=calls)
    def call_again(self, call: str) -> None:
        """The same report comes a second time while the call is open."""
        if call not in self.model.over:
            self.do(ReportIncident(incident=an_incident(call, 1)))

    @rule(call=calls, crew=anybody)
    def confirm_what_was_seen(self, call: str, crew: str) -> None:
        """A dispatcher confirms, maybe too late."""
        self.do(ConfirmRecommendation(incident=IncidentId(call), crew=CrewId(crew)))

    @rule(call=calls)
    def confirm(self, call: str) -> None:
        """A dispatcher confirms what stands now."""
        made = self.record.situation().recommendations.get(IncidentId(call))
        if made is not None and made.crew is not None:
            self.do(ConfirmRecommendation(incident=IncidentId(call), crew=made.crew))

    @rule(call=calls, crew=anybody)
    def override(self, call: str, crew: str) -> None:
        """A dispatcher knows better."""
        self.do(OverrideRecommendation(incident=IncidentId(call), crew=CrewId(crew), reason="знает адрес"))

    @rule(call=consumes(calls))
    def cancel(self, call: str) -> None:
        """The call is withdrawn."""
        self.do(CancelIncident(incident=IncidentId(call), reason="ложный"))

    @rule(crew=anybody, milestone=st.sampled_from(Milestone), hospital=st.sampled_from([None, "crb", "nope"]))
    def press_anything(self, crew: str, milestone: Milestone, hospital: str | None) -> None:
        """A crew presses some button."""
        chosen = HospitalId(hospital) if hospital else None
        self.do(ReportMilestone(crew=CrewId(crew), milestone=milestone, hospital=chosen))

    @rule(crew=crews, turn=st.integers(0, 1))
    def press_what_is_shown(self, crew: str, turn: int) -> None:
        """A crew presses a button that its tablet shows."""
        situation = self.record.situation()
        known = situation.crews.get(CrewId(crew))
        shown = legal_milestones(situation, known) if known else ()
        if shown:
            refusals = sum(state is CommandState.REFUSED for _, _, state in self.handled)
            self.do(ReportMilestone(crew=CrewId(crew), milestone=shown[turn % len(shown)]))
            assert sum(state is CommandState.REFUSED for _, _, state in self.handled) == refusals

    @rule(crew=anybody, in_service=st.booleans())
    def serve(self, crew: str, *, in_service: bool) -> None:
        """A crew leaves the line or comes back."""
        self.do(SetCrewService(crew=CrewId(crew), in_service=in_service, reason="обед"))

    @rule(crew=anybody, kind=st.sampled_from(PauseKind))
    def pause(self, crew: str, kind: PauseKind) -> None:
        """A crew wants a pause."""
        self.do(TakeBreak(crew=CrewId(crew), kind=kind))

    @rule(crew=anybody)
    def come_back(self, crew: str) -> None:
        """A pause is broken off by hand."""
        self.do(EndBreak(crew=CrewId(crew), reason="нужна"))

    @rule(rules=st.sampled_from([None, DutyRules(), DutyRules(fuel_after_s=60.0, rest_after_s=600.0)]))
    def set_rules(self, rules: DutyRules | None) -> None:
        """Somebody changes when crews pause."""
        self.do(SetDutyRules(rules=rules))

    @rule(crew=anybody, kind=st.sampled_from([None, *CrewKind]), doctor=st.booleans())
    def change_crew(self, crew: str, kind: CrewKind | None, *, doctor: bool) -> None:
        """Other people take over a crew, or a doctor joins it."""
        joined = frozenset({CrewCapability.DOCTOR}) if doctor else None
        change = CrewChange(kind=kind, strengthened_by=joined)
        self.do(ChangeCrew(crew=CrewId(crew), change=change, reason="смена"))

    @rule(call=calls, flags=st.sets(st.sampled_from(ClinicalFlag)).map(frozenset))
    def note(self, call: str, flags: frozenset[ClinicalFlag]) -> None:
        """The record of the patient says something."""
        self.do(NoteFlags(incident=IncidentId(call), flags=flags))

    @rule(
        hospital=st.sampled_from(["crb", "perinatal", "nope"]),
        open_=st.booleans(),
        lasts_s=st.sampled_from([None, 60.0]),
    )
    def a_hospital_speaks(self, hospital: str, *, open_: bool, lasts_s: float | None) -> None:
        """A hospital closes, for a while or until its next word, or opens."""
        until = None if lasts_s is None else self.now + lasts_s
        self.do(ReportHospital(hospital=HospitalId(hospital), open=open_, bays=1, valid_until=until))

    @rule(mode=st.sampled_from(Mode))
    def set_mode(self, mode: Mode) -> None:
        """Somebody changes who decides."""
        self.do(SetMode(mode=mode))

    @rule(later_s=st.sampled_from([-60.0, 1.0, 60.0, 3_600.0, 40_000.0]))
    def time_goes_on(self, later_s: float) -> None:
        """Time passes, and once in a while the clock is set back."""
        self.now += later_s
        self.do(Tick())

    @rule(names=st.sets(crews, min_size=1), digest_=st.sampled_from(["2", "3"]))
    def new_roster(self, names: set[str], digest_: str) -> None:
        """The planner brings another roster."""
        roster = [a_crew(name, kind) for name, kind in zip(CREWS, KINDS, strict=True) if name in names]
        self.do(a_region(crews=roster, hospitals=HOSPITALS, digest=digest_))

    # --- what must always be true ---

    @invariant()
    def no_call_disappears(self) -> None:
        """Open are exactly the calls that were reported and neither closed nor cancelled."""
        assert self.record.situation().incidents.keys() == self.model.reported - self.model.over

    @invariant()
    def everybody_agrees_on_who_goes_where(self) -> None:
        """Assignments, crews and incidents tell the same story as the pencil."""
        situation = self.record.situation()
        told = {job.incident: job.crew for job in situation.assignments.values()}
        assert told == self.model.crew_of
        bound = {c.id: c.assignment for c in situation.crews.values() if c.assignment}
        assert bound == {job.crew: job.id for job in situation.assignments.values()}
        of_calls = {i.id: i.assignment for i in situation.incidents.values() if i.assignment}
        assert of_calls == {job.incident: job.id for job in situation.assignments.values()}

    @invariant()
    def statuses_fit(self) -> None:
        """A crew with a call is at work, one without is free or off the line; a call with a crew is assigned."""
        situation = self.record.situation()
        idle = (CrewStatus.AVAILABLE, CrewStatus.OUT_OF_SERVICE, CrewStatus.ON_BREAK)
        assert all((c.status in idle) is (c.assignment is None) for c in situation.crews.values())
        assigned = {i.id for i in situation.incidents.values() if i.status is IncidentStatus.ASSIGNED}
        assert assigned == self.model.crew_of.keys()

    @invariant()
    def who_pauses_is_on_a_break(self) -> None:
        """The book of pauses and the statuses tell the same story."""
        situation = self.record.situation()
        pausing = {c.id for c in situation.crews.values() if c.status is CrewStatus.ON_BREAK}
        assert situation.duty.resting.keys() == pausing

    @invariant()
    def recommendations_are_of_open_calls(self) -> None:
        """Nothing is recommended for a call that is over, and everybody who waits has an answer."""
        situation = self.record.situation()
        assert situation.recommendations.keys() <= situation.incidents.keys()
        assert {i.id for i in situation.waiting()} <= situation.recommendations.keys()

    @invariant()
    def the_situation_is_the_fold(self) -> None:
        """The events alone give the situation, also when a crash makes it begin anew."""
        assert self.record.situation() == fold(self.record.events)

    @invariant()
    def time_does_not_run_back(self) -> None:
        """Events come in the order of their times."""
        times = [event.at for event in self.record.events]
        assert times == sorted(times)

    def teardown(self) -> None:
        """Replay the whole shift from what a database would hold."""
        if not self.handled:
            return
        commands, rows = [], []
        for number, (command, events, state) in enumerate(self.handled, 1):
            commands.append(_stored(number, command, state))
            rows += [_row(len(rows) + offset, command, event) for offset, event in enumerate(events, 1)]
        record = FoldedRecord(Situation(), Situation())
        again = Replayed(
            record=record,
            dispatcher=a_dispatcher(record, TableTimes(seconds(self.town))),
            decider="this",
            reweight=lambda _spec, _at: None,
            weights_version=lambda: VERSION,
        )
        report = replay(again, commands, rows)
        assert report.differences == ()
        assert report.foreign == 0
        assert (report.commands, report.events) == (len(commands), len(rows))
        now = self.record.situation()
        assert report.digest == digest(now) == digest(situation_from(encode(now)))


def _stored(number: int, command: Command, state: CommandState) -> HandledCommand:
    return HandledCommand(
        number=number,
        id=command.id,
        at=command.at,
        actor=command.actor,
        kind=type(command.body).__name__,
        payload=encode(command.body),
        seen=encode(command.seen),
        state=state,
    )


def _row(seq: int, command: Command, event: Event) -> StoredEvent:
    kind = type(event).__name__
    return StoredEvent(
        seq=seq, at=event.at, kind=kind, payload=encode(event), command=command.id, incident=None, crew=None, hash=""
    )


TestDispatching = Dispatching.TestCase
TestDispatching.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
