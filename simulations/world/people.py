"""What happens without a crew: calls come in, callers give up, records answer, shifts begin, roads change."""

from math import isfinite

import numpy as np

from dispatch.domain.ids import CallId, IncidentId
from dispatch.domain.incident import Complaint, Incident, Urgency
from dispatch.domain.messages import CancelIncident, NoteFlags, ReportIncident, Tick
from dispatch.domain.road_messages import ChangeWeights
from routing.types import WeightsSpec
from simulations.scenario.model import Failing
from simulations.timeline import DAY_S, road_states, time_of_start_s
from simulations.world.world import Steps, World

AFTER_THE_END_S = 2 * DAY_S
"""How long the world goes on without new calls, so that the last ones can be answered."""


def callers(world: World) -> Steps:
    """Hand in each call when its card is written, in that order."""
    calls = world.calls
    written = calls.received_at - world.scenario.start_at + calls.handling_s
    complaints = {row.code: row for row in world.scenario.region.complaints}
    for row in np.argsort(written, kind="stable").data:
        wait_s = written.item(row) - world.env.now
        if wait_s > 0:
            yield world.env.timeout(wait_s)
        world.kept.moments["reported_at"][row] = world.now
        world.open_rows[IncidentId(world.calls.ids[row])] = row
        world.tell(ReportIncident(incident=_incident(world, row, complaints)))
        _watch(world, row)


def _incident(world: World, row: int, complaints: dict[str, Complaint]) -> Incident:
    drawn = world.drawn
    complaint = complaints[drawn.complaint(row)]
    return Incident(
        id=IncidentId(world.calls.ids[row]),
        calls=(CallId(world.calls.ids[row]),),
        received_at=drawn.received_at[row],
        at=drawn.at(row),
        district=drawn.district(row),
        complaint=complaint.code,
        urgency=Urgency(drawn.urgency[row]),
        crew_need=complaint.crew_need,
        hospital_need=complaint.hospital_need,
        equipment_need=complaint.equipment_need,
        child=drawn.child[row],
        patient_ref=None,
        victims=world.several.victims(row),
    )


def _watch(world: World, row: int) -> None:
    if isfinite(world.drawn.patience_s[row]):
        world.env.process(_gives_up(world, row))
    if world.calls.flags[row] and isfinite(world.drawn.record_s[row]):
        world.env.process(_record_answers(world, row))


def _gives_up(world: World, row: int) -> Steps:
    """Take the call back when no crew has been sent for as long as the caller's patience lasts."""
    incident = IncidentId(world.calls.ids[row])
    left_s = world.drawn.received_at[row] + world.drawn.patience_s[row] - world.now
    if left_s > 0:
        yield world.env.timeout(left_s)
    if world.waits(incident):
        world.kept.gave_up[row] = True
        world.tell(CancelIncident(incident=incident, reason="звонивший больше не ждёт"))


def _record_answers(world: World, row: int) -> Steps:
    """Note what the patient's record says, if the call is still open and the records answer."""
    yield world.env.timeout(world.drawn.record_s[row])
    incident = IncidentId(world.calls.ids[row])
    if incident in world.situation.incidents and not world.outages.out(Failing.RECORDS, world.now):
        world.tell(NoteFlags(incident=incident, flags=world.calls.flags[row]))


def shifts(world: World, until_s: float) -> Steps:
    """Let the dispatcher decide again whenever a shift begins and somebody waits."""
    midnight = time_of_start_s(world.scenario)
    sent_from = {crew.shift.start_s + crew.shift.takeover_s for crew in world.scenario.region.crews}
    starts = sorted({(start_s - midnight) % DAY_S for start_s in sent_from})
    for day in range(int(until_s // DAY_S) + 1):
        for start in starts:
            wait_s = day * DAY_S + start - world.env.now
            if wait_s >= 0:
                yield world.env.timeout(wait_s)
                if world.situation.waiting_count:
                    world.tell(Tick())


def roads(world: World, until_s: float) -> Steps:
    """Change the roads when the scenario says so, on the ground and in the dispatcher's own record."""
    told = WeightsSpec()
    for begin_s, state in road_states(world.scenario, until_s):
        if begin_s > world.env.now:
            yield world.env.timeout(begin_s - world.env.now)
        world.travel.conditions(state.weights, state.closed)
        world.reweighted()
        if state.weights != told:
            told = state.weights
            world.tell(ChangeWeights(spec=told))
