"""Random wishes about planned transport, beside calls that take its crews: nothing is lost, nobody is in two places."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dispatch.adapters.memory import MemoryRecord
from dispatch.application.codec import digest, encode, situation_from
from dispatch.application.service import Dispatcher
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import CrewStatus
from dispatch.domain.errors import Refused
from dispatch.domain.ids import CrewId, IncidentId, TransportId
from dispatch.domain.messages import (
    CommandBody,
    Event,
    Mode,
    OverrideRecommendation,
    ReportIncident,
    ReportMilestone,
    SetCrewService,
    SetMode,
)
from dispatch.domain.transport import TransportStep, TransportUse
from dispatch.domain.transport_messages import (
    AdoptTransportPlan,
    AssignTransport,
    CancelTransport,
    ConfirmTransports,
    ReportTransportStep,
    RequestTransport,
    SetTransportUse,
    TransportCancelled,
    TransportRequested,
    TransportStepReached,
)
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.planning import plan_by_insertion
from tests.builders import NOON, TableTimes, a_command, a_region, an_incident, fold
from tests.unit.policy.transport.days import a_request, a_transport_crew, km, matrix, within

CREWS = ["A", "B", "C"]
WAYS = [f"t{number}" for number in range(8)]
CALLS = [f"call{number}" for number in range(12)]
SECONDS = {(crew, call): 60.0 * (1 + place) for place, crew in enumerate(CREWS) for call in CALLS}

crews = st.sampled_from(CREWS).map(CrewId)
ways = st.sampled_from(WAYS).map(TransportId)


class Carrying(RuleBasedStateMachine):
    """A shift of three crews."""

    def __init__(self) -> None:
        super().__init__()
        self.record = MemoryRecord()
        self.now = NOON
        self.booked: set[str] = set()
        self.over: set[str] = set()
        self.called = 0

    @initialize(uses=st.tuples(*[st.sampled_from(TransportUse)] * 3), automatic=st.booleans())
    def open(self, uses: tuple[TransportUse, ...], *, automatic: bool) -> None:
        """Open the service."""
        policies = {policy.name: policy for policy in (Nearest(), Matching())}
        self.dispatcher = Dispatcher(
            record=self.record, travel_times=TableTimes(SECONDS), policies=policies, fallback=policies["nearest"]
        )
        self.do(a_region(crews=[a_transport_crew(name, 5.0 * place) for place, name in enumerate(CREWS)]))
        self.do(SetMode(mode=Mode.AUTOMATIC if automatic else Mode.PROPOSE))
        for name, use in zip(CREWS, uses, strict=True):
            self.do(SetTransportUse(crew=CrewId(name), use=use, reason="с утра"))

    def do(self, body: CommandBody) -> None:
        """Hand in a wish; a refusal must change nothing."""
        before = self.record.situation()
        try:
            outcome = self.dispatcher.handle(a_command(body, at=self.now))
        except Refused:
            assert self.record.situation() is before
            return
        for event in outcome.events:
            self.hear(event)

    def hear(self, event: Event) -> None:
        """Follow what happens with a pencil."""
        match event:
            case TransportRequested(transport=name):
                assert name not in self.booked - self.over
                self.booked.add(name)
                self.over.discard(name)
            case TransportCancelled(transport=name):
                self.over.add(name)
            case TransportStepReached(transport=name, step=TransportStep.DELIVERED):
                self.over.add(name)
            case _:
                pass

    @rule(way=ways, begin=st.integers(0, 200), share=st.booleans())
    def book(self, way: TransportId, begin: int, *, share: bool) -> None:
        """Somebody books a way."""
        late = (self.now - NOON) / 60
        window = within(late + begin, late + begin + 60)
        place = int(way[1:])
        self.do(RequestTransport(requests=(a_request(way, origin=km(place), pickup=window, may_share=share),)))

    @rule()
    def plan(self) -> None:
        """The planner hands in a plan of the present."""
        situation = self.record.situation()
        problem = frame(situation, matrix(places(situation)), TransportParameters())
        self.do(AdoptTransportPlan(plan=plan_by_insertion(problem)))

    @rule()
    def confirm(self) -> None:
        """A person agrees with everything."""
        self.do(ConfirmTransports())

    @rule(crew=crews, way=ways, step=st.sampled_from(TransportStep))
    def press(self, crew: CrewId, way: TransportId, step: TransportStep) -> None:
        """A crew presses some button."""
        self.do(ReportTransportStep(crew=crew, transport=way, step=step))

    @rule(turn=st.integers(0, 7))
    def press_what_is_next(self, turn: int) -> None:
        """A crew does what its tablet shows."""
        held = [t for t in self.record.situation().transport.requests.values() if t.crew]
        order = list(TransportStep)
        if held:
            chosen = held[turn % len(held)]
            following = order[min(order.index(chosen.step) + 1, len(order) - 1)]
            self.press(chosen.crew or CrewId(""), chosen.request.id, following)

    @rule(way=ways)
    def cancel(self, way: TransportId) -> None:
        """The way is not needed."""
        self.do(CancelTransport(transport=way, reason="отказ"))

    @rule(way=ways, crew=crews)
    def assign(self, way: TransportId, crew: CrewId) -> None:
        """A person knows better."""
        self.do(AssignTransport(transport=way, crew=crew, reason="знает"))

    @rule(crew=crews, use=st.sampled_from(TransportUse))
    def use(self, crew: CrewId, use: TransportUse) -> None:
        """A crew is set aside, or given back."""
        self.do(SetTransportUse(crew=crew, use=use, reason="днём"))

    @rule(crew=crews, in_service=st.booleans())
    def serve(self, crew: CrewId, *, in_service: bool) -> None:
        """A crew leaves the line or comes back."""
        self.do(SetCrewService(crew=crew, in_service=in_service, reason="обед"))

    @rule(urgency=st.integers(1, 3))
    def call(self, urgency: int) -> None:
        """Somebody calls."""
        if self.called < len(CALLS):
            self.do(ReportIncident(incident=an_incident(CALLS[self.called], urgency, received_at=self.now)))
            self.called += 1

    @rule(crew=crews, call=st.sampled_from(CALLS))
    def send(self, crew: CrewId, call: str) -> None:
        """A dispatcher sends a crew to a call."""
        self.do(OverrideRecommendation(incident=IncidentId(call), crew=crew, reason="рядом"))

    @rule(crew=crews)
    def finish_a_call(self, crew: CrewId) -> None:
        """A crew works off its call."""
        way = (Milestone.ACKNOWLEDGED, Milestone.EN_ROUTE, Milestone.AT_SCENE, Milestone.AVAILABLE)
        for milestone in way:
            self.do(ReportMilestone(crew=crew, milestone=milestone))

    @rule(later_s=st.sampled_from([1.0, 300.0, 3_600.0]))
    def time_goes_on(self, later_s: float) -> None:
        """Time passes."""
        self.now += later_s

    # --- what must always be true ---

    @invariant()
    def no_request_disappears(self) -> None:
        """Open are exactly those that were booked and neither delivered nor cancelled."""
        assert self.record.situation().transport.requests.keys() == self.booked - self.over

    @invariant()
    def a_crew_is_busy_with_transport_just_while_somebody_is_on_board(self) -> None:
        """Status and passengers tell the same story, and such a crew has no call."""
        situation = self.record.situation()
        for crew in situation.crews.values():
            aboard = bool(situation.transport.on_board(crew.id))
            assert (crew.status is CrewStatus.ON_TRANSPORT) is aboard
            assert not (aboard and crew.assignment)

    @invariant()
    def a_crew_set_aside_is_free_for_calls_only_while_it_is_lent(self) -> None:
        """Nobody's crew slips back to the calls by the way."""
        situation = self.record.situation()
        for crew, use in situation.transport.uses.items():
            if use is TransportUse.SET_ASIDE and situation.crews[crew].status is CrewStatus.AVAILABLE:
                assert crew in situation.transport.lent

    @invariant()
    def nobody_drives_to_a_patient_and_to_a_call(self) -> None:
        """A request that is under way has a crew that may carry."""
        situation = self.record.situation()
        for transport in situation.transport.requests.values():
            if transport.step in {TransportStep.BEGUN, TransportStep.AT_PICKUP}:
                assert transport.crew is not None
                assert situation.crews[transport.crew].assignment is None

    @invariant()
    def runs_are_of_open_requests_and_their_crews(self) -> None:
        """No run has a stop of a request that is over or another crew's."""
        book = self.record.situation().transport
        for run in book.runs.values():
            assert run.stops
            assert all(book.requests[stop.transport].crew == run.crew for stop in run.stops)

    @invariant()
    def the_situation_is_the_fold(self) -> None:
        """The events alone give the situation, and it can be kept as text."""
        situation = self.record.situation()
        assert situation == fold(self.record.events)
        assert digest(situation_from(encode(situation))) == digest(situation)


TestCarrying = Carrying.TestCase
TestCarrying.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
