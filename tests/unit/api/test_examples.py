"""The API describes itself with an example for every route, and the examples are what the routes take."""

from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from dispatch.api import closure_body, crews, duty, hospitals, incidents, roads, scenes, standby
from dispatch.api import transport_body as carrying
from dispatch.api.app import create
from dispatch.api.card import CallCard
from dispatch.api.examples import EXAMPLES, with_examples
from dispatch.config import Settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app = create(Settings())
    return with_examples(get_openapi(title=app.title, version=app.version, routes=app.routes))


def test_every_route_shows_an_answer(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            good = [body for code, body in operation["responses"].items() if code.startswith("2")]
            assert any("example" in kind for body in good for kind in body.get("content", {}).values()), (method, path)


def test_every_body_shows_a_request(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "requestBody" in operation:
                assert "example" in operation["requestBody"]["content"]["application/json"], (method, path)


def test_no_example_is_left_for_a_route_that_is_gone(document: dict[str, Any]) -> None:
    routes = {(method, path) for path, operations in document["paths"].items() for method in operations}
    assert set(EXAMPLES) == routes


BODIES: dict[tuple[str, str], Any] = {
    ("post", "/api/calls"): CallCard,
    ("post", "/api/incidents/{incident_id}/confirm"): incidents.Confirm,
    ("post", "/api/incidents/{incident_id}/override"): incidents.Override,
    ("post", "/api/incidents/{incident_id}/cancel"): incidents.Because,
    ("post", "/api/incidents/{incident_id}/victims"): scenes.VictimsBody,
    ("post", "/api/incidents/{incident_id}/ask"): scenes.AskBody,
    ("post", "/api/incidents/{incident_id}/merge"): scenes.MergeBody,
    ("post", "/api/incidents/{incident_id}/hand-over"): scenes.HandOverBody,
    ("post", "/api/incidents/{incident_id}/cancel-all"): incidents.Because,
    ("post", "/api/mode"): incidents.ModeBody,
    ("post", "/api/incidents/{incident_id}/context/confirm"): incidents.Candidate,
    ("post", "/api/incidents/{incident_id}/context/withdraw"): incidents.Because,
    ("post", "/api/incidents/{incident_id}/context/break-glass"): incidents.Glass,
    ("post", "/api/hospitals/{hospital_id}/report"): hospitals.Word,
    ("post", "/api/air"): hospitals.Air,
    ("post", "/api/incidents/{incident_id}/air-meeting"): hospitals.Meeting,
    ("post", "/api/crews/{crew_id}/status"): crews.Status,
    ("post", "/api/crews/{crew_id}/service"): crews.Service,
    ("post", "/api/crews/{crew_id}/standby"): standby.Move,
    ("post", "/api/crews/{crew_id}/standby/decline"): incidents.Because,
    ("post", "/api/positions"): list[crews.Position],
    ("post", "/api/routing/route"): roads.RouteBody,
    ("post", "/api/routing/matrix"): roads.MatrixBody,
    ("put", "/api/routing/weights"): roads.WeightsBody,
    ("post", "/api/roads/closures"): closure_body.NewClosureBody,
    ("post", "/api/roads/closures/preview"): closure_body.ClosureBody,
    ("put", "/api/roads/closures/{closure_id}"): closure_body.ChangedClosureBody,
    ("put", "/api/duty/rules"): duty.RulesBody,
    ("post", "/api/crews/{crew_id}/break"): duty.Break,
    ("post", "/api/crews/{crew_id}/break/end"): duty.Why,
    ("post", "/api/crews/{crew_id}/break/decline"): duty.Why,
    ("patch", "/api/crews/{crew_id}"): duty.Change,
    ("post", "/api/crews"): duty.NewCrew,
    ("post", "/api/crews/{crew_id}/remove"): duty.Why,
    ("put", "/api/incidents/{incident_id}/equipment"): duty.Needed,
    ("post", "/api/transport"): carrying.Booking,
    ("post", "/api/transport/confirm"): carrying.Confirmed,
    ("put", "/api/transport/lending"): carrying.Lending,
    ("post", "/api/transport/{transport_id}/assign"): carrying.Chosen,
    ("post", "/api/transport/{transport_id}/step"): carrying.Pressed,
    ("put", "/api/crews/{crew_id}/transport"): carrying.Use,
}


def test_the_request_examples_are_accepted() -> None:
    given = {route for route, (request, _) in EXAMPLES.items() if request is not None}
    assert given == set(BODIES)
    for route, shape in BODIES.items():
        TypeAdapter(shape).validate_python(EXAMPLES[route][0], strict=False)
