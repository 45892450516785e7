"""Calls of 112 as they come: good, doubtful, broken. Nothing is lost, and every answer names the way out."""

import json
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Json, a_card, problem, recommended, report
from tests.service import Service, key

LADOGA = {"latitude": 60.8, "longitude": 31.5}
ANYBODY = {"complaint": "боль в груди"}


def fields(warnings: list[Json]) -> set[str]:
    return {warning["field"] for warning in warnings}


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ({"text": "Выборг"}, "Выборгский район"),
        ({"settlement": "Тихвин", "district": "Тихвинский район"}, "Тихвинский район"),
    ],
    ids=["Выборг", "Тихвин"],
)
def test_a_call_with_an_address_alone_gets_a_crew_of_that_district(
    dispatcher: httpx.Client, address: Json, district: str
) -> None:
    taken = report(dispatcher, {"address": address, "medical": ANYBODY})
    assert taken["district"] == district
    assert taken["emergency"] is True
    seen = recommended(dispatcher, taken["incident"])
    best = seen["recommendation"]["options"][0]
    assert best["crew"] == seen["recommendation"]["crew"]
    assert [option["rank"] for option in seen["recommendation"]["options"]] == list(
        range(1, len(seen["recommendation"]["options"]) + 1)
    )
    assert all(reason["text"] for option in seen["recommendation"]["options"] for reason in option["reasons"])
    assert seen["due_at"] > seen["received_at"]


def test_a_wrong_snils_is_asked_again_and_the_call_is_taken(dispatcher: httpx.Client) -> None:
    patient = {"snils": "112-233-445 96"}
    taken = report(dispatcher, a_card(medical={**ANYBODY, "patient": patient}))
    assert "medical.patient.snils" in fields(taken["warnings"])
    right = report(dispatcher, a_card(medical={**ANYBODY, "patient": {"snils": "112-233-445 95"}}))
    assert "medical.patient.snils" not in fields(right["warnings"])


def test_a_boat_on_the_lake_is_taken_with_a_warning_about_the_road(dispatcher: httpx.Client) -> None:
    taken = report(dispatcher, a_card(location=LADOGA))
    assert "location" in fields(taken["warnings"])
    assert any("МЧС" in warning["message"] for warning in taken["warnings"])


def test_an_unknown_complaint_is_an_emergency_and_is_asked_again(dispatcher: httpx.Client) -> None:
    taken = report(dispatcher, a_card(medical={"complaint": "абракадабра"}))
    assert (taken["urgency"], taken["complaint"]) == (2, "unknown")
    assert "medical.complaint" in fields(taken["warnings"])


def test_a_field_that_the_card_does_not_know_is_kept_and_named(dispatcher: httpx.Client) -> None:
    taken = report(dispatcher, a_card(colour="red"))
    assert "colour" in fields(taken["warnings"])


@pytest.mark.parametrize("said", ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00+03:00"])
def test_a_time_that_cannot_be_is_not_believed(dispatcher: httpx.Client, said: str) -> None:
    taken = report(dispatcher, a_card(received_at=said))
    assert "received_at" in fields(taken["warnings"])
    assert not taken["received_at"].startswith(said[:4])


# --- the same call twice ---


def test_a_call_sent_twice_is_one_call(dispatcher: httpx.Client) -> None:
    again = key()
    first = dispatcher.post("/api/calls", json=a_card(), headers=again)
    second = dispatcher.post("/api/calls", json=a_card(), headers=again)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    incident = first.json()["incident"]
    recommended(dispatcher, incident)
    state = dispatcher.get("/api/state").json()
    assert [i["id"] for i in state["incidents"]].count(incident) == 1


def test_another_call_under_the_same_key_is_refused_and_nothing_is_overwritten(dispatcher: httpx.Client) -> None:
    again = key()
    first = dispatcher.post("/api/calls", json=a_card(), headers=again).json()
    found = problem(dispatcher.post("/api/calls", json=a_card(operator="112-17"), headers=again), 409)
    assert found["incident"] == first["incident"]
    assert "новый ключ" in found["detail"]


def test_the_same_key_of_another_system_is_another_call(service: Service) -> None:
    again = key()
    answers = [
        service.client(role).post("/api/calls", json=a_card(), headers=again) for role in ("dispatcher", "integration")
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["incident"] != answers[1].json()["incident"]


def test_another_wish_under_the_same_key_is_refused_and_not_said_to_be_done(dispatcher: httpx.Client) -> None:
    again = key()
    assert dispatcher.post("/api/mode", json={"mode": "propose"}, headers=again).status_code == 200
    problem(dispatcher.post("/api/mode", json={"mode": "automatic"}, headers=again), 409)


# --- broken cards ---


def as_json(card: Any) -> bytes:
    return json.dumps(card, ensure_ascii=False).encode()


BROKEN: dict[str, tuple[bytes, int, str | None]] = {
    "empty": (b"", 422, "body"),
    "blank": (b" \n ", 422, "body"),
    "not JSON": (b"{'a': 1}", 422, "body"),
    "cut off": (b'{"location": {"latitude": 59.5', 422, "body"),
    "list": (b"[]", 422, "body"),
    "null": (b"null", 422, "body"),
    "nowhere": (as_json({"medical": ANYBODY}), 422, "body"),
    "swapped": (as_json(a_card(location={"latitude": 30.1228, "longitude": 59.5689})), 422, "location"),
    "Moscow": (as_json(a_card(location={"latitude": 55.75, "longitude": 37.62})), 422, "location"),
    "no such latitude": (as_json(a_card(location={"latitude": 95, "longitude": 30})), 422, "location.latitude"),
    "NaN": (b'{"location": {"latitude": NaN, "longitude": 30.1}}', 422, "body"),
    "Infinity": (b'{"location": {"latitude": 59.5, "longitude": -Infinity}}', 422, "body"),
    "1e999": (b'{"location": {"latitude": 1e999, "longitude": 30.1}}', 422, "location.latitude"),
    "words": (as_json(a_card(location={"latitude": "север", "longitude": 30})), 422, "location.latitude"),
    "no such place": (as_json({"address": {"text": "Тмутаракань, Кривая 7"}}), 422, "address"),
    "negative injured": (as_json(a_card(injured=-1)), 422, "injured"),
    "a date that is none": (
        as_json(a_card(medical={"patient": {"birth_date": "1957-02-30"}})),
        422,
        "medical.patient.birth_date",
    ),
    "duplicate keys": (b'{"injured": 0, "injured": 5, "address": {"text": "x"}}', 422, "body"),
    "deep": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 413, None),
    "less deep": (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, 422, "body"),
    "cp1251": ('{"address": {"text": "Гатчина"}}'.encode("cp1251"), 422, "body"),
    "NUL": (b'{"address": {"text": "\0\0"}}', 422, "body"),
    "NUL in words": (b'{"address": {"text": "\\u0000\\u0000 nowhere"}}', 422, "address"),
    "half a character": (b'{"address": {"text": "\\ud83d nowhere"}}', 422, "address.text"),
    "a million": (as_json(a_card(sms_text="я" * 1_000_000)), 413, None),
    "a long field": (as_json(a_card(operator="x" * 301)), 422, "operator"),
    "a huge number": (b'{"injured": ' + b"9" * 6_000 + b"}", 422, "body"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_card_is_refused_with_its_field_and_its_raw_text_is_kept(dispatcher: httpx.Client, name: str) -> None:
    raw, status, field = BROKEN[name]
    headers = {**key(), "Content-Type": "application/json"}
    found = problem(dispatcher.post("/api/calls", content=raw, headers=headers), status)
    if field is not None:
        assert found["field"] == field, found["detail"]
        assert found["errors"][0]["message"]
    kept = {card["raw_id"]: card for card in dispatcher.get("/api/cards/rejected?limit=500").json()}
    assert found["raw_id"] in kept
    card = kept[found["raw_id"]]
    assert card["problem"] == found["detail"] or name in ("NUL in words", "half a character")
    sent = raw.decode("utf-8", "backslashreplace").replace("\0", "\\u0000")
    assert sent.startswith(card["raw"][:1000])
    assert len(card["raw"]) > 0 or not raw


def test_a_broken_card_does_not_use_up_its_key(dispatcher: httpx.Client) -> None:
    again = key()
    problem(dispatcher.post("/api/calls", content=b"{", headers=again), 422)
    assert dispatcher.post("/api/calls", json=a_card(), headers=again).status_code == 201


def test_a_card_with_the_oddest_words_is_taken_whole(dispatcher: httpx.Client) -> None:
    odd = "😀 Ёлки «палки»; DROP TABLE cards; -- \u0000 \u202e ноль"
    taken = report(dispatcher, a_card(caller={"name": odd}, sms_text=odd))
    seen = recommended(dispatcher, taken["incident"])
    assert seen["card"]["sms_text"] == odd
