"""How the crews stand and how they should, for whoever answers for the whole region. Nothing is ordered by asking."""

from dispatch.application.draft import Draft
from dispatch.application.ground_reach import GroundReach
from dispatch.application.ports import TravelTimes
from dispatch.domain.situation import Situation
from dispatch.policy.best_posture import BestPosture, best_posture, placeable_at
from dispatch.policy.cover import CoverParameters
from dispatch.policy.reach import Reach
from dispatch.policy.relocation import RelocationParameters
from routing.types import Profile


class PostureDesk:
    """Asks the roads, and keeps what is known of the ground."""

    def __init__(self, travel_times: TravelTimes) -> None:
        self._travel_times = travel_times
        self._ground = GroundReach(travel_times)

    def proposal(
        self, situation: Situation, parameters: RelocationParameters, *, with_soon_free: bool
    ) -> tuple[Reach, BestPosture] | None:
        """Place the crews anew; None when it is not known where calls come from, or the roads do not say."""
        reach = self._ground.reach(Draft(situation, []))
        if reach is None:
            return None
        crews = placeable_at(situation, with_soon_free=with_soon_free)
        bases = {str(base): at for base, at in situation.ground.bases.items()}
        to_bases = self._travel_times.matrix(crews, bases, Profile.ORDINARY, departs_at=situation.now)
        return reach, best_posture(situation, reach, to_bases, parameters, CoverParameters())
