"""Synthetic patients of the Leningrad Oblast: nobody who lives, every record tagged HTEST."""

from collections.abc import Sequence
from datetime import date

from simulations.patients.person import DemoPerson
from simulations.patients.resources import Resource
from simulations.patients.teaching import LESSONS, teaching_records

__all__ = ["DemoPerson", "demo_people", "synthetic_records"]


def demo_people() -> Sequence[DemoPerson]:
    """The teaching patients, for the demo and the README. Needs no FHIR and no Faker."""
    return tuple(LESSONS)


def synthetic_records(today: date) -> Sequence[Resource]:
    """All records of about three hundred patients, dated so that `today` is today. Needs the `demo` extra."""
    from simulations.patients.crowd import crowd_records  # noqa: PLC0415 - Faker is an extra

    return (*teaching_records(today), *crowd_records(today))
