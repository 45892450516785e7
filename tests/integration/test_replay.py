"""A record, read back from the database, explains itself: handled again it gives the same events."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, update

from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import EventLog, SqlRecord
from dispatch.adapters.sql.schema import COMMANDS
from dispatch.application.codec import digest, encode
from dispatch.application.log import NewCommand
from dispatch.application.replaying import FoldedRecord, Replayed, ReplayReport, replay
from dispatch.application.service import Dispatcher
from dispatch.domain.assignment import Milestone
from dispatch.domain.errors import Refused
from dispatch.domain.ids import CommandId, CrewId, IncidentId
from dispatch.domain.messages import (
    CancelIncident,
    CommandBody,
    ConfirmRecommendation,
    Mode,
    ReportIncident,
    ReportMilestone,
    SetMode,
)
from dispatch.domain.road_messages import ChangeWeights
from dispatch.domain.situation import Situation
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.types import Policy
from routing.types import LatLon, WeightsSpec
from tests.builders import NOON, VERSION, WHOLE_WAY, Desk, TableTimes, a_command, a_crew, a_hospital, an_incident

SECONDS = {("A", "first"): 240.0, ("B", "first"): 200.0, ("A", "second"): 300.0, ("first", "crb"): 600.0}
DECIDER = "this code"
SEEN = {CrewId("A"): LatLon(lat=59.5, lon=30.1)}
POLICIES: tuple[Policy, ...] = (Nearest(), Matching())


@dataclass
class Shift:
    """A worker's hour on a record, as the live loop drives it: through the inbox, refusals kept."""

    engine: Engine

    def __post_init__(self) -> None:
        self.record = SqlRecord(self.engine)
        self.desk = Desk(
            crews=[a_crew("A"), a_crew("B")], hospitals=[a_hospital("crb")], seconds=SECONDS, record=self.record
        )
        self.now = NOON

    def do(self, body: CommandBody, name: str) -> None:
        seen = {
            "positions": SEEN if isinstance(body, ReportIncident) else {},
            "weights_version": self.desk.times.weights_version,
            "decider": DECIDER,
        }
        command = replace(a_command(body, at=self.now, **seen), id=CommandId(name))
        SqlInbox(self.engine).put(
            NewCommand(id=command.id, received_at=self.now, actor=command.actor, priority=0, body=body)
        )
        try:
            self.desk.dispatcher.handle(command)
        except Refused as refusal:
            self.record.refuse(command, refusal)


@pytest.fixture
def worked(engine: Engine) -> Engine:
    """An hour with everything in it: calls, buttons, refusals, repeats, new weights, wishes that change nothing."""
    shift = Shift(engine)
    bodies: list[CommandBody] = [
        ReportIncident(incident=an_incident("first", 1)),
        ReportIncident(incident=an_incident("second", 3)),
        ReportMilestone(crew=CrewId("A"), milestone=Milestone.AVAILABLE),
        ConfirmRecommendation(incident=IncidentId("first"), crew=CrewId("B")),
        ConfirmRecommendation(incident=IncidentId("first"), crew=CrewId("B")),
        SetMode(mode=Mode.PROPOSE),
        *(ReportMilestone(crew=CrewId("B"), milestone=milestone) for milestone in WHOLE_WAY),
        ChangeWeights(spec=WeightsSpec(closed_ways=(7,))),
        SetMode(mode=Mode.AUTOMATIC),
        CancelIncident(incident=IncidentId("second"), reason="ложный"),
        SetMode(mode=Mode.AUTOMATIC),
    ]
    for number, body in enumerate(bodies):
        shift.now += 30
        shift.do(body, f"c{number:02}")
        if isinstance(body, ChangeWeights):
            shift.desk.times.weights_version = "table-2"
    return engine


def replayed(engine: Engine, *, policies: tuple[Policy, ...] = POLICIES, decider: str = DECIDER) -> ReplayReport:
    """Replay as `doezd replay` does, with the table of seconds for roads."""
    log = EventLog(engine)
    times, record = TableTimes(SECONDS), FoldedRecord(Situation(), Situation())
    reweight: Callable[[WeightsSpec, float], None] = lambda _, __: setattr(times, "weights_version", "table-2")  # noqa: E731
    known = {policy.name: policy for policy in policies}
    again = Replayed(
        record=record,
        dispatcher=Dispatcher(record=record, travel_times=times, policies=known, fallback=policies[0]),
        decider=decider,
        reweight=reweight,
        weights_version=lambda: times.weights_version,
    )
    return replay(again, log.handled(0), log.after(0))


def test_every_command_handled_again_gives_the_events_that_were_written(worked: Engine) -> None:
    report = replayed(worked)
    assert report.differences == ()
    assert report.events == len(EventLog(worked).after(0))
    assert report.commands == len(EventLog(worked).handled(0))
    assert report.digest == digest(EventLog(worked).latest()[1])
    assert report.foreign == 1  # the opening, which the builder did not sign


def test_a_wish_that_changed_nothing_makes_no_difference_however_late_it_came(worked: Engine) -> None:
    last = EventLog(worked).handled(0)[-1]
    assert (last.kind, last.at > EventLog(worked).after(0)[-1].at) == ("SetMode", True)
    assert replayed(worked).differences == ()


def test_a_decision_that_this_code_would_not_make_is_named(worked: Engine) -> None:
    @dataclass(frozen=True, slots=True)
    class Lazy:
        name: str = "matching"

        def __call__(self, situation, times):  # type: ignore[no-untyped-def]
            return replace(Nearest()(situation, times), recommendations=())

    report = replayed(worked, policies=(Nearest(), Lazy()))
    assert any("ReportIncident" in difference for difference in report.differences)


def test_a_changed_command_is_found(worked: Engine) -> None:
    forged = encode(ReportIncident(incident=an_incident("first", 4)))
    with worked.begin() as connection:
        connection.execute(update(COMMANDS).where(COMMANDS.c.id == "c00").values(body=forged))
    (difference, *_) = replayed(worked).differences
    assert "ReportIncident" in difference


@pytest.mark.parametrize(("name", "state"), [("c02", "done"), ("c03", "refused")])
def test_a_changed_verdict_is_found(worked: Engine, name: str, state: str) -> None:
    with worked.begin() as connection:
        connection.execute(update(COMMANDS).where(COMMANDS.c.id == name).values(state=state))
    assert replayed(worked).differences


def test_what_other_code_or_another_map_decided_is_counted_and_not_judged(worked: Engine) -> None:
    report = replayed(worked, decider="another code")
    assert (report.differences, report.foreign) == ((), report.commands)
    assert report.digest == digest(EventLog(worked).latest()[1])
    assert VERSION != "table-2"
