"""What hospitals say of their reception, on time: bays at the start, closing and diversion as the scenario has it."""

from collections.abc import Mapping

from dispatch.application.directing import bound_for
from dispatch.domain.hospital_messages import ReportHospital
from dispatch.domain.ids import CrewId, HospitalId
from routing.types import LatLon
from simulations.scenario.model import Scenario
from simulations.timeline import holds, time_of_start_s, turns
from simulations.world.world import Steps, World


def hospitals(world: World, until_s: float) -> Steps:
    """Hand in the word of each hospital whenever it changes."""
    said: dict[HospitalId, ReportHospital] = {}
    changes = world.scenario.hospital_changes
    for moment in turns((change.window for change in changes), until_s, time_of_start_s(world.scenario)):
        if moment > world.env.now:
            yield world.env.timeout(moment - world.env.now)
        for word in words(world.scenario, moment):
            if word != said.get(word.hospital):
                said[word.hospital] = word
                world.tell(word, positions=_bringing(world, word.hospital))


def words(scenario: Scenario, at_s: float) -> list[ReportHospital]:
    """Return what each hospital says that has something to say, `at_s` seconds after the start."""
    midnight = time_of_start_s(scenario)
    concerned = dict.fromkeys([*scenario.bays, *(change.hospital for change in scenario.hospital_changes)])
    return [_word(scenario, hospital, at_s, midnight) for hospital in concerned]


def _word(scenario: Scenario, hospital: HospitalId, at_s: float, midnight: float) -> ReportHospital:
    here = [c for c in scenario.hospital_changes if c.hospital == hospital and holds(c.window, at_s, midnight)]
    return ReportHospital(
        hospital=hospital,
        open=not any(change.closed for change in here),
        diverted=frozenset(ward for change in here for ward in change.diverted),
        bays=scenario.bays.get(hospital),
    )


def _bringing(world: World, hospital: HospitalId) -> Mapping[CrewId, LatLon]:
    """Return where the crews are that may be turned round."""
    crews = [job.crew for job in bound_for(world.situation, hospital) if job.crew in world.bringing]
    return {crew: world.vehicles[crew].where(world.now) for crew in crews}
