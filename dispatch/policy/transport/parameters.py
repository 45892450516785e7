"""What planned transport is worth: the parameters of its objective, and how long the planner may look."""

from msgspec import Struct


class TransportParameters(Struct, frozen=True, kw_only=True):
    """Seconds unless the name says otherwise. All are assumed, and a site's own to set, except where a source is named.

    The objective, in seconds of driving: `unserved_cost_s` for a request that nobody takes; every second driven, times
    `between_calls_weight` for a crew that calls may need; `late_weight` for every second after a window or a promise;
    `other_crew_s` when a promise goes to another crew. A promised or begun request may be up to `grace_s` late, one on
    board as late as it must. A ride lasts at most `ride_factor` times the direct one plus `ride_extra_s` (the limit on
    ride time of the dial-a-ride problem, doi:10.1016/S0191-2615(02)00045-0). A crew on a call is expected back
    `busy_s` after it was sent. Requests that begin after `horizon_s` are planned later.

    `insertions` bounds the regrouping (stops looked at while a request is put into a route) and `failures` OR-Tools,
    instead of a clock, so that the same day gives the same plan anywhere.
    """

    horizon_s: float = 86_400.0
    busy_s: float = 3_600.0
    between_calls_weight: int = 2
    unserved_cost_s: int = 1_000_000
    late_weight: int = 10
    other_crew_s: int = 600
    grace_s: int = 7_200
    ride_factor: float = 1.5
    ride_extra_s: int = 900
    overtime_s: int = 14_400
    insertions: int = 10_000
    failures: int = 40_000
