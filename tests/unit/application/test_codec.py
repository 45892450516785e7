"""What is written can be read again, for ever, and is written in one way only."""

import json
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.application.codec import body_from, digest, encode, event_from, seen_from, situation_from
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import ClinicalFlag
from dispatch.domain.messages import CommandBody, Event, Seen
from dispatch.domain.situation import Situation
from routing.types import LatLon
from tests.anything import anything
from tests.builders import a_crew, a_situation, an_incident

LARGE = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
@LARGE
@given(data=st.data())
def test_every_event_is_read_back_as_it_was(kind: type, data: st.DataObject) -> None:
    event = data.draw(anything(kind))
    assert event_from(kind.__name__, encode(event)) == event


@pytest.mark.parametrize("kind", get_args(CommandBody), ids=lambda kind: kind.__name__)
@LARGE
@given(data=st.data())
def test_every_command_is_read_back_as_it_was(kind: type, data: st.DataObject) -> None:
    body = data.draw(anything(kind))
    assert body_from(kind.__name__, encode(body)) == body


@given(anything(Seen))
def test_what_a_command_saw_is_read_back(seen: Seen) -> None:
    assert seen_from(encode(seen)) == seen


@LARGE
@given(anything(Situation))
def test_a_snapshot_is_read_back_and_keeps_its_fingerprint(situation: Situation) -> None:
    again = situation_from(encode(situation))
    assert again == situation
    assert digest(again) == digest(situation)


@given(st.sets(st.sampled_from(ClinicalFlag)).flatmap(lambda flags: st.permutations(sorted(flags))))
def test_a_set_is_written_in_one_order_whatever_order_it_was_made_in(flags: list[ClinicalFlag]) -> None:
    first, again = frozenset(sorted(flags)), frozenset(flags)
    assert encode(an_incident(flags=first)) == encode(an_incident(flags=again))


def test_a_fingerprint_tells_situations_apart() -> None:
    one = a_situation(crews=[a_crew("A")])
    assert digest(one) == digest(a_situation(crews=[a_crew("A")]))
    assert digest(one) != digest(a_situation(crews=[a_crew("B")]))
    assert digest(one) != digest(a_situation(crews=[a_crew("A", status_at=0.001)]))


def test_whole_and_broken_zeros_have_one_fingerprint() -> None:
    assert digest(a_situation(now=0)) == digest(a_situation(now=0.0))


@pytest.mark.parametrize("read", [event_from, body_from])
def test_a_kind_of_another_version_is_not_guessed(read) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(KeyError, match="FromTheFuture"):
        read("FromTheFuture", "{}")


def test_what_an_older_version_wrote_without_the_newer_fields_can_still_be_read() -> None:
    written = json.loads(encode(Seen(policy="matching", weights_version="1", positions={})))
    del written["decider"]
    assert seen_from(json.dumps(written)).decider == ""


def test_a_snapshot_of_the_first_format_in_which_crews_carried_their_positions_can_still_be_read() -> None:
    at = LatLon(lat=59.7, lon=30.4)
    crews = [a_crew("A"), a_crew("B")]
    written = json.loads(encode(a_situation(crews=crews)))
    del written["positions"]
    written["crews"]["A"]["position"] = {"lat": at.lat, "lon": at.lon}
    written["crews"]["B"]["position"] = None
    assert situation_from(json.dumps(written)) == a_situation(crews=crews, positions={CrewId("A"): at})
