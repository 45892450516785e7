"""Roads asked for by hand: what is said on the way, and what other ways there are."""

import httpx

from tests.e2e.conftest import problem

ENDS = {"origin": {"lat": 59.5689, "lon": 30.1228}, "destination": {"lat": 60.71, "lon": 28.75}}


def test_a_route_says_what_to_announce_before_each_manoeuvre(dispatcher: httpx.Client) -> None:
    properties = dispatcher.post("/api/routing/route", json=ENDS).json()["properties"]
    assert properties["note"] is None
    said = [one["announcements"] for one in properties["maneuvers"][1:]]
    assert any(said)
    for announcements in said:
        before_m = [one["before_m"] for one in announcements]
        assert before_m == sorted(before_m, reverse=True)
        assert all(one["text"] and one["text_en"] for one in announcements)


def test_other_ways_come_with_what_they_differ_by(dispatcher: httpx.Client) -> None:
    found = dispatcher.post("/api/routing/route", params={"alternatives": 3}, json=ENDS).json()
    times = [found["properties"]["duration_s"], *(way["properties"]["duration_s"] for way in found["alternatives"])]
    assert times == sorted(times)
    assert 1 <= len(found["alternatives"]) <= 2
    assert all(way["differs"] and way["differs_en"] for way in (found, *found["alternatives"]))


def test_more_ways_than_anybody_compares_are_refused(dispatcher: httpx.Client) -> None:
    refused = dispatcher.post("/api/routing/route", params={"alternatives": 9}, json=ENDS)
    assert problem(refused, 422)["errors"][0]["field"] == "alternatives"
