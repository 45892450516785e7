"""The live stream: nothing is missed, nothing comes twice, and a tablet hears of its own crew alone."""

import httpx

from tests.e2e.conftest import confirm, press, problem, report
from tests.e2e.listening import Message, listening
from tests.service import Service


def of(incident: str, kind: str) -> object:
    """Return a test for a change of this kind."""

    def fits(message: Message) -> bool:
        return message.name == "change" and (message.data["incident"], message.data["type"]) == (incident, kind)

    return fits


def test_the_board_follows_a_call_from_its_cursor_on(service: Service, dispatcher: httpx.Client) -> None:
    cursor = dispatcher.get("/api/state").json()["cursor"]
    with listening(service.client("dispatcher"), since=cursor) as heard:
        incident = report(dispatcher)["incident"]
        made = heard.wait_for(of(incident, "RecommendationMade"), "the recommendation")
        assert made.data["incident_view"]["recommendation"]["crew"]
        crew = confirm(dispatcher, incident)
        sent = heard.wait_for(of(incident, "CrewAssigned"), "the crew")
        assert sent.data["crew_view"]["id"] == crew
        heard.wait_for(lambda m: m.name == "heartbeat", "a heartbeat")
    numbers = heard.changes()
    assert numbers == list(range(cursor + 1, cursor + 1 + len(numbers)))


def test_who_comes_back_misses_nothing_and_hears_nothing_twice(service: Service, dispatcher: httpx.Client) -> None:
    cursor = dispatcher.get("/api/state").json()["cursor"]
    incident = report(dispatcher)["incident"]
    confirm(dispatcher, incident)
    until = dispatcher.get("/api/state").json()["cursor"]
    whole = list(range(cursor + 1, until + 1))

    def heard_from(**start: int) -> list[int]:
        with listening(service.client("dispatcher"), **start) as heard:
            heard.wait_for(lambda m: m.id == until, "the last event")
        return [number for number in heard.changes() if number <= until]

    assert heard_from(since=cursor) == whole
    assert heard_from(last_event_id=cursor + 1) == whole[1:]
    assert heard_from(since=0, last_event_id=until - 1) == [until]


def test_a_cursor_that_this_record_never_had_means_load_again(service: Service) -> None:
    with listening(service.client("dispatcher"), since=10_000_000) as heard:
        heard.wait_for(lambda m: m.name == "resync", "the advice to load again")


def test_a_tablet_hears_of_its_own_crew_alone(service: Service, dispatcher: httpx.Client) -> None:
    mine, others = report(dispatcher)["incident"], report(dispatcher)["incident"]
    crew = confirm(dispatcher, mine)
    cursor = dispatcher.get("/api/state").json()["cursor"]
    with listening(service.tablet(crew), since=cursor) as heard:
        confirm(dispatcher, others)
        assert press(service.tablet(crew), crew, "accepted").status_code == 200
        heard.wait_for(of(mine, "MilestoneReached"), "the button")
        heard.wait_for(lambda m: m.name == "heartbeat", "a heartbeat")
    assert {m.data["crew"] for m in heard.messages if m.name == "change"} == {crew}


def test_a_position_is_heard_by_the_board(service: Service, dispatcher: httpx.Client) -> None:
    crew = dispatcher.get("/api/state").json()["crews"][0]["id"]
    with listening(service.client("dispatcher")) as heard:
        heard.wait_for(lambda m: m.name == "heartbeat", "the stream is open")
        service.tablet(crew).post("/api/positions", json={"crew": crew, "lat": 60.01, "lon": 30.02})
        moved = heard.wait_for(lambda m: m.name == "positions" and crew in m.data, "the position")
    assert (moved.data[crew]["lat"], moved.data[crew]["lon"]) == (60.01, 30.02)


def test_a_cursor_that_is_no_number_is_a_problem(dispatcher: httpx.Client) -> None:
    assert problem(dispatcher.get("/api/events?since=-1"), 422)["field"] == "since"
    assert problem(dispatcher.get("/api/events?since=x"), 422)["field"] == "since"
