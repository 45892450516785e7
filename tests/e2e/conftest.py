"""One running service for all tests that break nothing, and what a dispatcher and a crew do with it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.service import Service, eventually, key, running_service

Json = dict[str, Any]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole service with the synthetic patients. Tests share it, so each looks only at its own call."""
    with running_service(tmp_path_factory.mktemp("service")) as found:
        yield found


@pytest.fixture
def dispatcher(service: Service) -> httpx.Client:
    return service.client("dispatcher")


def a_card(**more: Any) -> Json:
    """Return a card of 112 that is taken without a doubt about the place."""
    return {"location": {"latitude": 59.5689, "longitude": 30.1228}, "medical": {"complaint": "боль в груди"}, **more}


def report(client: httpx.Client, card: Json | None = None) -> Json:
    """Report a call and return the answer."""
    answer = client.post("/api/calls", json=card or a_card(), headers=key())
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def look(client: httpx.Client, incident: str) -> Json | None:
    """Return an incident, or None while the worker has not taken it yet."""
    answer = client.get(f"/api/incidents/{incident}")
    return dict(answer.json()) if answer.status_code == 200 else None


def recommended(client: httpx.Client, incident: str, *, within_s: float = 30.0) -> Json:
    """Return an incident as soon as it has a recommendation."""

    def there() -> Json | None:
        seen = look(client, incident)
        return seen if seen and seen["recommendation"] else None

    return dict(eventually(there, f"a recommendation for {incident}", within_s=within_s))


def confirm(client: httpx.Client, incident: str) -> str:
    """Confirm what is recommended, as a person does: again, when it has changed meanwhile. Return the crew."""

    def tried() -> str | None:
        crew = recommended(client, incident)["recommendation"]["crew"]
        answer = client.post(f"/api/incidents/{incident}/confirm", json={"crew": crew}, headers=key())
        if answer.status_code == 409 and "рекомендация изменилась" in answer.text:
            return None
        assert answer.status_code == 200, answer.text
        return str(crew)

    return str(eventually(tried, f"{incident} can be confirmed"))


def press(tablet: httpx.Client, crew: str, milestone: str, **more: str) -> httpx.Response:
    """Press a button of the tablet."""
    return tablet.post(f"/api/crews/{crew}/status", json={"milestone": milestone, **more}, headers=key())


def problem(answer: httpx.Response, status: int) -> Json:
    """Return the problem document of an answer that must be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = dict(answer.json())
    assert found["status"] == status
    assert found["type"].startswith("urn:doezd:problem:")
    assert found["title"]
    assert found["detail"]
    return found
