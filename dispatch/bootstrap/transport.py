"""A day of planned transport on the chosen map, without a running service."""

from collections.abc import Collection, Sequence
from pathlib import Path

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.transports import read_transports
from dispatch.application.ports import TravelTimes
from dispatch.domain.ids import CrewId
from dispatch.domain.region import Region
from dispatch.domain.situation import Situation
from dispatch.domain.transport import Transport, TransportPlan, TransportRequest, TransportUse
from dispatch.domain.transporting import TransportBook
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.planning import plan_transport
from routing.types import Profile

__all__ = ["day_of_transport", "plan_day", "read_day"]


def read_day(path: Path, region: Region, midnight: float) -> tuple[tuple[TransportRequest, ...], list[Finding]]:
    """Read the requests of one day (its local midnight, POSIX seconds) and all that is wrong with them."""
    hospitals = {str(row.id): row.at for row in region.hospitals}
    return read_transports(path, hospitals, (midnight,), region.utc_offset_s)


def day_of_transport(
    region: Region, requests: Sequence[TransportRequest], crews: Collection[str], begin: float, use: TransportUse
) -> Situation:
    """Build the situation in which the day begins: every crew at its base, nobody promised anything."""
    book = TransportBook(
        requests={request.id: Transport(request=request) for request in requests},
        uses={CrewId(crew): use for crew in crews},
    )
    return Situation(
        now=begin,
        region=region.name,
        utc_offset_s=region.utc_offset_s,
        crews={crew.id: crew for crew in region.crews},
        hospitals={hospital.id: hospital for hospital in region.hospitals},
        transport=book,
    )


def plan_day(situation: Situation, times: TravelTimes, parameters: TransportParameters) -> TransportPlan:
    """Plan the day."""
    named = places(situation)
    return plan_transport(frame(situation, times.matrix(named, named, Profile.ORDINARY), parameters))
