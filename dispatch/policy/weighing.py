"""All incidents against all crews, weighed by the objective: the matrix that the solver makes least."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from dispatch.domain.assignment import Milestone
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.situation import Situation
from dispatch.policy.cover import CoverParameters, base_rows, busy_share, on_shift_and_free, posture
from dispatch.policy.eligibility import EligibilityParameters, suits
from dispatch.policy.objective import ObjectiveParameters, Patients, patient_terms, patients
from dispatch.policy.offers import Muster, Ranked, finite_first
from dispatch.policy.overtime import late_home_s, overtime_penalty_s
from dispatch.policy.queue import Queue, escalated, patience_s
from dispatch.policy.reach import Reach
from dispatch.policy.redeciding import ready_s
from dispatch.policy.soon_free import SoonFreeParameters, may_be_held

Floats = NDArray[np.float64]

USUAL = Urgency.P2
"""What the next call will be, nobody knows: the mean weight of the oblast's calls is that of a P2 (17 to 16)."""


class WeighingParameters(Struct, frozen=True, kw_only=True):
    """The parameters of what is weighed."""

    objective: ObjectiveParameters = field(default_factory=ObjectiveParameters)
    eligibility: EligibilityParameters = field(default_factory=EligibilityParameters)
    cover: CoverParameters = field(default_factory=CoverParameters)
    soon: SoonFreeParameters = field(default_factory=SoonFreeParameters)


class Soon(Struct, frozen=True, kw_only=True, eq=False):
    """The crews of the muster that cannot be sent yet: which columns they are, and in how many seconds they are free.

    `wished` is what each would cost an incident that waits for it, `beside` what of it is not lost by waiting, `held`
    whether it may wait; all of the shape (incidents, crews). `least` is what a wait must save each incident at least.
    """

    columns: NDArray[np.bool_]
    free_in_s: Floats
    wished: Floats
    beside: Floats
    held: NDArray[np.bool_]
    least: Floats
    patients: Patients
    begin_s: Floats
    helped_s: Floats
    objective: ObjectiveParameters

    def at_once(self, row: int) -> Floats:
        """Return what each crew would cost an incident if it were free already; asked of the few that are explained."""
        one = slice(row, row + 1)
        lost = patient_terms(self.objective, self.patients.part(one), self.begin_s[one], self.helped_s[one])
        return np.asarray(self.beside[row] + _total(lost.values(), self.begin_s[one])[0])


class Weighed(Struct, frozen=True, kw_only=True, eq=False):
    """The terms of the objective, each of the shape (incidents, crews), and their sum; `inf`: not to be sent.

    `rank` is the place of each incident in the queue, where several may share one (`dispatch.policy.queue`).
    A crew that cannot be sent yet has a cost for those incidents that may wait for it.
    `own` is for each incident the column of the crew that drives there already, -1 for one that waits; `bound` for each
    crew the row of the incident it drives to, -1 for a free one.
    """

    mustered: Muster
    incidents: tuple[Incident, ...]
    rank: NDArray[np.int64]
    eta_s: Floats
    penalty_s: Floats
    overtime: NDArray[np.bool_]
    terms: Mapping[str, Floats]
    cost: Floats
    own: NDArray[np.intp]
    bound: NDArray[np.intp]
    eligibility: EligibilityParameters
    soon: Soon | None = None

    def ranked(self, row: int) -> Ranked:
        """Return the crews for one incident, best first."""
        incident, mustered = self.incidents[row], self.mustered
        columns, cost = mustered.situation.roster.columns, self.cost[row]
        if self.soon is not None:
            cost = np.where(self.soon.columns, np.inf, cost)
        return Ranked(
            incident=incident,
            muster=mustered,
            suitability=suits(columns, incident, self.eligibility),
            eta_s=self.eta_s[row],
            penalty_s=self.penalty_s[row],
            late=self.overtime[row],
            cost=cost,
            order=finite_first(cost),
            terms={name: term[row] for name, term in self.terms.items()},
        )


def weigh(
    mustered: Muster,
    queue: Queue,
    reach: Reach | None,
    parameters: WeighingParameters,
) -> Weighed:
    """Weigh every crew for every incident."""
    situation, incidents = mustered.situation, queue.incidents
    objective, soon = parameters.objective, parameters.soon
    column = {incident: at for at, incident in enumerate(mustered.times.destinations)}
    eta_s = mustered.seconds[:, [_column(column, incident) for incident in incidents]].T
    begin_s = eta_s + ready_s(situation, mustered.free.ids, mustered.drives_to)
    free_in_s = np.array([mustered.free_in_s.get(crew, 0.0) for crew in mustered.free.ids])
    until_s = begin_s + free_in_s * (1.0 + soon.doubt)
    own, bound = _commitments(mustered, incidents)
    fitness_s, overtime = _fitness(mustered, incidents, until_s, parameters.eligibility)
    waiting = _patients(situation, incidents, objective)
    vain_s = _vain_s(mustered, bound)
    lost = patient_terms(objective, waiting, until_s, until_s + fitness_s)
    others = {
        "fitness": waiting.weight[:, None] * fitness_s,
        "cover": _cover(mustered, reach, (own, bound), objective, parameters.cover),
        "change": _change(incidents, (own, bound), waiting.weight, vain_s, objective),
        "distance": _distance(objective, eta_s),
    }
    beside = _total(others.values(), eta_s)
    every = beside + _total(lost.values(), eta_s)
    cost = np.where(free_in_s > 0, np.inf, every)
    cost[_not_worth_it(mustered, until_s, waiting.weight, cost, (own, bound), vain_s)] = np.inf
    awaited = None
    if mustered.free_in_s:
        awaited = Soon(
            columns=free_in_s > 0,
            free_in_s=free_in_s,
            wished=every,
            beside=beside,
            held=_held(situation, incidents, own, free_in_s * (1.0 + soon.doubt), soon) & (free_in_s > 0),
            least=soon.least_s * waiting.weight,
            patients=waiting,
            begin_s=begin_s,
            helped_s=begin_s + fitness_s,
            objective=objective,
        )
        cost = np.where(awaited.held, every + awaited.least[:, None], cost)
    return Weighed(
        mustered=mustered,
        incidents=incidents,
        rank=queue.rank,
        eta_s=eta_s,
        penalty_s=fitness_s,
        overtime=overtime,
        terms={**lost, **others},
        cost=cost,
        own=own,
        bound=bound,
        eligibility=parameters.eligibility,
        soon=awaited,
    )


def _total(terms: Iterable[Floats], eta_s: Floats) -> Floats:
    """Return the sum of terms; `inf` where no road leads."""
    return np.where(np.isfinite(eta_s), sum(terms, np.zeros_like(eta_s)), np.inf)


def _held(
    situation: Situation,
    incidents: Sequence[Incident],
    own: NDArray[np.intp],
    wait_s: Floats,
    soon: SoonFreeParameters,
) -> NDArray[np.bool_]:
    """Say which incidents may wait for which crews: those that may wait at all, for crews that come free in time."""
    left_s = np.array(
        [
            soon.hold_s - (situation.now - incident.received_at)
            if row < 0 and may_be_held(incident, situation.now, soon)
            else -np.inf
            for row, incident in zip(own.tolist(), incidents, strict=True)
        ]
    )
    return np.asarray(wait_s[None, :] <= left_s[:, None])


def _column(column: Mapping[str, int], incident: Incident) -> int:
    """Return where the times of an incident stand; a part that may yet be called is where its call is."""
    known = column.get(incident.id)
    return column[incident.part.supports] if known is None and incident.part is not None else column[incident.id]


def _commitments(mustered: Muster, incidents: Sequence[Incident]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    row = {incident.id: at for at, incident in enumerate(incidents)}
    own, bound = np.full(len(incidents), -1, dtype=np.intp), np.full(len(mustered.free.ids), -1, dtype=np.intp)
    if mustered.drives_to:
        for at, crew in enumerate(mustered.free.ids):
            incident = mustered.drives_to.get(crew)
            if incident is not None:
                bound[at] = row[incident]
                own[row[incident]] = at
    return own, bound


def _fitness(
    mustered: Muster, incidents: Sequence[Incident], until_s: Floats, parameters: EligibilityParameters
) -> tuple[Floats, NDArray[np.bool_]]:
    free, columns = mustered.free, mustered.situation.roster.columns
    penalty_s = [suits(columns, incident, parameters).penalty_s[free.rows] for incident in incidents]
    late_s = late_home_s(mustered.situation, incidents, free, until_s, parameters.typical_job_s)
    return np.array(penalty_s) + overtime_penalty_s(late_s, parameters.overtime_s), late_s > 0


def _patients(situation: Situation, incidents: Sequence[Incident], parameters: ObjectiveParameters) -> Patients:
    patience = patience_s(situation.tempo, parameters.escalation_s, parameters.escalation_jobs)
    return patients(
        parameters,
        [incident.urgency for incident in incidents],
        [escalated(incident, situation.now, patience) for incident in incidents],
        [situation.now - incident.received_at for incident in incidents],
    )


def _cover(
    mustered: Muster,
    reach: Reach | None,
    commitments: tuple[NDArray[np.intp], NDArray[np.intp]],
    objective: ObjectiveParameters,
    parameters: CoverParameters,
) -> Floats:
    """Weigh what the next calls lose by this crew's leaving, or do not gain when a crew on its way is not let go."""
    own, bound = commitments
    shape = (len(own), len(bound))
    if reach is None or not objective.cover:
        return np.zeros(shape)
    situation = mustered.situation
    now, bases = posture(situation, reach, parameters), base_rows(situation, reach)[mustered.free.rows]
    idle = (bound < 0) & np.array([crew not in mustered.free_in_s for crew in mustered.free.ids], dtype=np.bool_)
    change_s = np.where(bases < 0, 0.0, np.where(idle, now.loss_s[bases], now.gain_s[bases]))
    worth = objective.cover * objective.urgency_weight[USUAL] * calls_while_away(situation)
    found = np.broadcast_to(worth * change_s, shape).copy()
    (driven,) = (own >= 0).nonzero()
    found[driven] -= worth * change_s[own[driven]][:, None]
    return found


def _distance(parameters: ObjectiveParameters, eta_s: Floats) -> Floats:
    return parameters.distance * eta_s if parameters.distance else np.zeros_like(eta_s)


def _change(
    incidents: Sequence[Incident],
    commitments: tuple[NDArray[np.intp], NDArray[np.intp]],
    weight: Floats,
    vain_s: Floats,
    parameters: ObjectiveParameters,
) -> Floats:
    """Weigh the change of what was decided; `inf` where a crew would be taken from a call that is as urgent.

    What a crew has driven in vain is work lost, for which all later calls wait.
    """
    own, bound = commitments
    found = np.zeros((len(own), len(bound)))
    (driven,) = (own >= 0).nonzero()
    if not len(driven):
        return found
    found[driven] += (parameters.swap_s * weight[driven])[:, None]
    urgency = np.array([incident.urgency for incident in incidents])
    (engaged,) = (bound >= 0).nonzero()
    left = bound[engaged]
    allowed = urgency[:, None] < urgency[left][None, :]
    vain = parameters.vain * parameters.urgency_weight[USUAL] * vain_s[engaged]
    found[:, engaged] += np.where(allowed, (parameters.divert_s * weight[left] + vain)[None, :], np.inf)
    found[driven, own[driven]] = 0.0
    return found


def _not_worth_it(
    mustered: Muster,
    until_s: Floats,
    weight: Floats,
    cost: Floats,
    commitments: tuple[NDArray[np.intp], NDArray[np.intp]],
    vain_s: Floats,
) -> NDArray[np.bool_]:
    """Mark the diversions by which all lose when there are not enough free crews for those who wait.

    Who waits is then served by the next crew that becomes free, and so is whoever loses his crew: a diversion must
    save the one more than it costs the other and, by the way driven in vain, all who call later. With crews enough
    the solver weighs the other's next crew.
    """
    own, bound = commitments
    found = np.zeros(cost.shape, dtype=np.bool_)
    (engaged,) = (bound >= 0).nonzero()
    (waits,) = (own < 0).nonzero()
    if not len(engaged) or not len(waits):
        return found
    situation = mustered.situation
    enough = np.isfinite(cost[np.ix_(waits, bound < 0)]).sum(axis=1)
    next_s, left = _next_free_s(situation), bound[engaged]
    vain = weight.mean() * vain_s[engaged]
    barred = np.zeros(len(engaged), dtype=np.bool_)
    for row, short in zip(waits.tolist(), (np.arange(1, len(waits) + 1) - enough).tolist(), strict=True):
        if short > 0:
            wait_s = short * next_s + situation.tempo.drive_s
            lost = weight[left] * (wait_s + next_s - until_s[left, engaged]) + vain
            too_dear = weight[row] * (wait_s - until_s[row, engaged]) <= lost
            # A crew that one could use and does not get goes to nobody who stands behind him in the queue.
            barred |= too_dear & np.isfinite(cost[row, engaged])
        found[row, engaged] = barred
    return found


def _vain_s(mustered: Muster, bound: NDArray[np.intp]) -> Floats:
    """Return for how long all later calls wait if what each crew has driven is for nothing; 0 for free ones."""
    situation, ids = mustered.situation, mustered.free.ids
    found = np.zeros(len(bound))
    for at in np.flatnonzero(bound >= 0).tolist():
        job = situation.assignments[situation.crews[ids[at]].assignment]  # type: ignore[index]  # it drives
        found[at] = situation.now - job.times[Milestone.NOTIFIED]
    return found * congestion(situation) if found.any() else found


def congestion(situation: Situation) -> float:
    """Return how many seconds all later calls wait together for one second of a crew's work that is lost.

    The busy share against the free one, as the backlog of a queue grows near its capacity (Erlang).
    """
    busy = busy_share(situation)
    return busy / (1.0 - busy)


def _next_free_s(situation: Situation) -> float:
    """Return after how long the next crew is to be expected: the busy ones finish one after the other."""
    on_shift, free = on_shift_and_free(situation)
    return situation.tempo.whole_s / max(on_shift - free, 1)


def calls_while_away(situation: Situation) -> float:
    """Return how many calls are to be expected while a crew answers one."""
    tempo = situation.tempo
    return tempo.calls_per_s * (tempo.turnout_s + tempo.scene_s + tempo.brought_share * tempo.hospital_s)
