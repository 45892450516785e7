"""Callers, dispatcher and crews of the demo, against a service in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest

from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.demand import DrawnCall
from simulations.demo.board import Board
from simulations.demo.callers import Callers, in_order
from simulations.demo.cards import CallerMix, CardWriter
from simulations.demo.client import Client, ServiceGone
from simulations.demo.desk import Desk
from simulations.demo.pace import Pace
from simulations.demo.vehicle import TAKEN, TREATED_THERE, Buttons, Road, Vehicle
from simulations.durations import Durations, Stay
from tests.unit.simulations.fake_service import BEGIN, HOSPITAL, SCENE, FakeService

FAST = 1e6


def played(service: FakeService, scene: Callable[[Client], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        client = service.client()
        try:
            return await scene(client)
        finally:
            await client.close()

    return asyncio.run(whole())


def served(service: FakeService, *, transported_share: float) -> tuple[Vehicle, Buttons]:
    buttons = Buttons()

    async def scene(client: Client) -> Vehicle:
        road = Road(
            client=client,
            pace=Pace(FAST),
            durations=Durations(stay=Stay(share_transported=transported_share)),
            buttons=buttons,
        )
        home = LatLon(**(HOSPITAL if transported_share else SCENE))
        vehicle = Vehicle(road, "1101", LatLon(**BEGIN), home, np.random.default_rng(1))
        async with asyncio.TaskGroup() as group:
            vehicle.see("A", group)
        return vehicle

    return played(service, scene), buttons


def test_a_crew_that_treats_at_home_presses_its_buttons_in_order() -> None:
    service = FakeService()
    vehicle, buttons = served(service, transported_share=0)
    assert tuple(service.pressed) == TREATED_THERE
    assert vehicle.news() == LatLon(**SCENE)
    assert buttons.refused == 0


def test_a_crew_that_takes_the_patient_drives_to_the_hospital() -> None:
    service = FakeService()
    vehicle, _ = served(service, transported_share=1)
    assert tuple(service.pressed) == TAKEN
    assert vehicle.news() == LatLon(**HOSPITAL)


def test_the_order_is_fetched_once_for_each_way() -> None:
    service = FakeService()
    served(service, transported_share=1)
    assert service.asked["/api/crews/1101/order"] == 2


def test_a_crew_goes_on_from_where_an_earlier_demo_stopped() -> None:
    service = FakeService(milestone="transporting")
    served(service, transported_share=0)
    assert service.pressed == ["at-hospital", "handed-over", "available"]


def test_a_button_pressed_by_a_person_is_refused_and_the_next_one_follows() -> None:
    service = FakeService()
    answer = service._order()
    service.milestone, service._order = "accepted", lambda: answer  # type: ignore[method-assign]
    _, buttons = served(service, transported_share=0)
    assert buttons.refused == 1
    assert service.pressed == ["en-route", "at-scene", "at-patient", "available"]


def test_a_service_that_stumbles_is_asked_again_with_the_same_key(region: Region) -> None:
    service = FakeService(troubles=[None, 503])
    callers = fed(service, region)
    assert len(callers.acknowledged) == len(service.known) == 1
    assert callers.client.repeats == 2


def test_a_call_sent_twice_is_one_incident(region: Region) -> None:
    service = FakeService()
    callers = fed(service, region, sent_twice=1)
    assert len(service.known) == len(callers.acknowledged) == 1
    assert (callers.repeated, callers.differing) == (1, 0)


def test_an_address_that_is_not_found_is_asked_for_again(region: Region) -> None:
    service = FakeService(address_is_known=False)
    callers = fed(service, region, address_only=1)
    assert (callers.asked_again, len(callers.acknowledged), callers.refused) == (1, 1, [])


def fed(service: FakeService, region: Region, **mix: float) -> Callers:
    async def scene(client: Client) -> Callers:
        writer = CardWriter(region, (), np.random.default_rng(1), CallerMix(**{"sent_twice": 0, **mix}), year=2026)
        callers = Callers(client, Pace(FAST), writer)
        await callers.feed([(0.0, a_call(at_s=0))], asyncio.Event())
        return callers

    return played(service, scene)


def a_call(at_s: float) -> DrawnCall:
    return DrawnCall(
        at_s=at_s,
        at=LatLon(lat=59.57, lon=30.12),
        district="Гатчинский район",
        settlement="Гатчина",
        complaint="chest-pain",
        urgency=Urgency.P2,
        age_years=60,
        male=True,
    )


def test_a_day_may_begin_in_the_morning() -> None:
    night, noon = a_call(at_s=3_600), a_call(at_s=12 * 3_600)
    assert in_order([night, noon], start_hour=8) == [(4 * 3_600, noon), (17 * 3_600, night)]


def test_a_service_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulations.demo.client.PAUSES_S", (0.0,))
    with pytest.raises(ServiceGone, match="http://fake/api/state"):
        played(FakeService(troubles=[502, None]), lambda client: Board(client).load())


def told(seq: int, incident: str, crew: str | None, **more: Any) -> dict[str, Any]:
    made = {"crew": crew} if crew else None
    view = {"id": incident, "status": "waiting", "recommendation": made, "milestones": {}, **more}
    return {"seq": seq, "mode": "propose", "incident": incident, "incident_view": view}


def test_the_board_forgets_what_is_closed() -> None:
    board = Board(FakeService().client())
    board.change(told(7, "A", "11"))
    assert (board.cursor, board.waiting, board.open) == (7, {"A": "11"}, {"A"})
    board.change(told(8, "A", "11", status="assigned", milestones={"at-patient": "now"}))
    assert (board.waiting, board.at_patient) == ({}, {"A"})
    board.change({"seq": 9, "mode": "propose", "incident": "A", "incident_view": None})
    assert (board.open, board.opened) == (set(), {"A"})


@pytest.mark.parametrize(("mode", "confirmed"), [("propose", ["A 11"]), ("automatic", [])])
def test_a_person_confirms_once_and_only_where_a_person_decides(mode: str, confirmed: list[str]) -> None:
    service = FakeService()

    async def scene(client: Client) -> None:
        board = Board(client)
        board.change(told(7, "A", "11"))
        board.change(told(8, "B", None))
        board.mode = mode
        desk = Desk(client, board, Pace(FAST), np.random.default_rng(1), Durations())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.work(), 0.35)

    played(service, scene)
    assert service.confirmed == confirmed
