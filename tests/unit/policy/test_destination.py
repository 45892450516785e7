"""Which hospital, and why the others lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.capability import HospitalCapability as Ward
from dispatch.domain.incident import ClinicalFlag, Incident
from dispatch.domain.places import Hospital
from dispatch.domain.recommendation import Destination
from dispatch.policy.destination import weigh_hospitals
from dispatch.policy.hospital_need import needed
from dispatch.policy.hospital_reasons import RUNNERS_UP_KEPT, destination
from routing.types import Profile
from tests.builders import NOWHERE, TableTimes, a_hospital, a_situation, an_incident


def choose(incident: Incident, hospitals: list[Hospital], minutes: dict[str, float]) -> Destination:
    situation = a_situation(incidents=[incident], hospitals=hospitals)
    table = TableTimes({(incident.id, name): value * 60 for name, value in minutes.items()})
    times = table.matrix({incident.id: NOWHERE}, {h.id: NOWHERE for h in hospitals}, Profile.SIREN)
    return destination(weigh_hospitals(situation, incident, times))


def words(reasons: tuple) -> list[tuple[str, str | float]]:
    return [(reason.code, *reason.params.values()) for reason in reasons]


STROKE = an_incident("stroke", hospital_need=frozenset({Ward.STROKE}))


def test_the_nearest_hospital_that_has_the_ward_wins_over_a_nearer_one_without() -> None:
    hospitals = [a_hospital("crb"), a_hospital("far", Ward.STROKE), a_hospital("near", Ward.STROKE)]
    chosen = choose(STROKE, hospitals, {"crb": 5, "far": 50, "near": 30})
    assert (chosen.hospital, chosen.eta_s) == ("near", 1800.0)
    assert words(chosen.reasons) == [("hospital-nearest-capable", 30.0), ("hospital-has", "stroke")]
    assert [(o.hospital, words(o.reasons)) for o in chosen.runners_up] == [
        ("far", [("arrives-later", 20.0)]),
        ("crb", [("hospital-lacks", "stroke")]),
    ]
    assert chosen.weights_version == "table-1"


def test_without_any_special_need_the_nearest_general_ward_is_taken() -> None:
    chosen = choose(an_incident(), [a_hospital("a"), a_hospital("b")], {"a": 12, "b": 7})
    assert chosen.hospital == "b"
    assert words(chosen.reasons) == [("hospital-nearest", 7.0), ("hospital-has", "general")]


def test_when_no_hospital_has_the_ward_the_nearest_is_taken_and_the_lack_is_said() -> None:
    chosen = choose(STROKE, [a_hospital("a"), a_hospital("b")], {"a": 12, "b": 7})
    assert chosen.hospital == "b"
    assert words(chosen.reasons) == [("hospital-nearest", 7.0), ("no-hospital-has", "stroke")]
    assert words(chosen.runners_up[0].reasons) == [("arrives-later", 5.0)]


def test_without_a_road_to_any_hospital_that_is_said() -> None:
    chosen = choose(STROKE, [a_hospital("a", Ward.STROKE)], {})
    assert (chosen.hospital, chosen.eta_s, chosen.runners_up) == (None, None, ())
    assert words(chosen.reasons) == [("no-hospital-by-road",)]


@pytest.mark.parametrize(
    ("incident", "wards"),
    [
        (an_incident(), {Ward.GENERAL}),
        (STROKE, {Ward.STROKE}),
        (an_incident(child=True), {Ward.GENERAL, Ward.PAEDIATRIC}),
        (an_incident(hospital_need=frozenset({Ward.BURNS}), child=True), {Ward.BURNS, Ward.PAEDIATRIC}),
        (an_incident(hospital_need=frozenset({Ward.PERINATAL}), child=True), {Ward.PERINATAL}),
        (an_incident(flags=frozenset({ClinicalFlag.PREGNANT})), {Ward.GENERAL, Ward.MATERNITY}),
        (
            an_incident(hospital_need=frozenset({Ward.PERINATAL}), flags=frozenset({ClinicalFlag.PREGNANT})),
            {Ward.PERINATAL},
        ),
        (an_incident(flags=frozenset({ClinicalFlag.ONCOLOGY})), {Ward.GENERAL}),
    ],
)
def test_what_is_needed_follows_from_complaint_age_and_record(incident: Incident, wards: set[Ward]) -> None:
    assert needed(incident) == wards


def test_only_the_next_few_hospitals_are_kept_as_runners_up() -> None:
    names = [f"h{number}" for number in range(9)]
    chosen = choose(an_incident(), [a_hospital(name) for name in names], {n: float(i) for i, n in enumerate(names, 1)})
    assert [option.hospital for option in chosen.runners_up] == names[1 : 1 + RUNNERS_UP_KEPT]


wards = st.sets(st.sampled_from(list(Ward)), min_size=1).map(frozenset)


@given(need=wards, hospitals=st.lists(st.tuples(wards, st.integers(1, 300)), min_size=1, max_size=6))
def test_no_hospital_that_lacks_less_is_ever_passed_over(
    need: frozenset[Ward], hospitals: list[tuple[frozenset[Ward], int]]
) -> None:
    known = [a_hospital(f"h{n}", *has) for n, (has, _) in enumerate(hospitals)]
    minutes = {f"h{n}": float(value) for n, (_, value) in enumerate(hospitals)}
    incident = an_incident(hospital_need=need)
    chosen = choose(incident, known, minutes)
    ranks = {h.id: (len(needed(incident) - h.capabilities), minutes[h.id]) for h in known}
    assert chosen.hospital is not None
    assert ranks[chosen.hospital] == min(ranks.values())
