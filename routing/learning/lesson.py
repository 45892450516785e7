"""A lesson: all that runs teach at once, and what it is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.learning.backtest import SPEEDS_SHARE, SPREAD_SHARE, Backtest, backtest, learn_spreads
from routing.learning.districts import Districts
from routing.learning.runs import Run
from routing.learning.speeds import learn
from routing.learning.store import Learnt
from routing.learning.table import SpeedTable
from routing.learning.trips import Predictor
from routing.network.model import Network


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What was learnt, and its worth on runs that nothing was learnt from."""

    learnt: Learnt
    tested: Backtest

    @property
    def helps(self) -> bool:
        """Whether predicted times have become no worse."""
        return self.tested.after.mean_absolute_s <= self.tested.before.mean_absolute_s


def taught(
    network: Network, table: SpeedTable, zones: Districts, runs: Sequence[Run], *, utc_offset_s: float
) -> Lesson:
    """Learn speeds from the older runs, and their spread from the newest, parted as in the backtest.

    A spread belongs to the very speeds it was fitted with: speeds of more runs would be corrected twice. Raises
    `TooLittle`.
    """
    tested = backtest(network, table, zones, runs, utc_offset_s=utc_offset_s)
    matched = sorted((run for run in runs if run.track.chains), key=lambda run: float(run.track.chains[0].at[0]))
    border = int(SPEEDS_SHARE / SPREAD_SHARE * len(matched))
    speeds = learn(network, table, zones, matched[:border], utc_offset_s=utc_offset_s)
    predictor = Predictor(network=network, table=table, utc_offset_s=utc_offset_s, speeds=speeds)
    learnt = Learnt(speeds=speeds, spreads=learn_spreads(predictor, matched[border:]))
    return Lesson(learnt=learnt, tested=tested)
