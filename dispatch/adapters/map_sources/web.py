"""Questions to map servers, with their failures in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from dispatch.adapters.map_sources.refusals import MapNotFetched

CONNECT_S, SILENT_S = 15.0, 60.0
"""A server that says nothing for so long is not coming back; assumed."""
AGENT = "doezd (map fetch)"
"""The servers' rules ask for a name."""
OFFLINE = "положите .osm.pbf в data/osm/local сами или назовите его в --map"


@contextmanager
def client() -> Iterator[httpx.Client]:
    """Open a connection that follows redirections, as Geofabrik's names of the latest files need."""
    timeout = httpx.Timeout(SILENT_S, connect=CONNECT_S)
    with httpx.Client(timeout=timeout, follow_redirects=True, headers={"User-Agent": AGENT}) as opened:
        yield opened


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn failures of the network into one. Raises `MapNotFetched`."""
    try:
        yield
    except httpx.TimeoutException as why:
        raise MapNotFetched(f"{url}: сервер молчит дольше {SILENT_S:.0f} с; повторите позже или {OFFLINE}") from why
    except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.InvalidURL) as why:
        raise MapNotFetched(f"{url}: нет связи ({why}); проверьте сеть и адрес или {OFFLINE}") from why
    except httpx.HTTPError as why:
        raise MapNotFetched(f"{url}: связь оборвалась ({why}); повторите") from why


def check(answer: httpx.Response) -> None:
    """Raise `MapNotFetched` when the server refuses."""
    if answer.is_success:
        return
    reasons = {404: "там такого нет", 429: "слишком много запросов, подождите минуту", 504: "сервер перегружен"}
    raise MapNotFetched(f"{answer.url}: {reasons.get(answer.status_code, 'отказ')} (код {answer.status_code})")


def json_of(url: str, params: Mapping[str, str] | None = None) -> Any:
    """Ask for JSON. Raises `MapNotFetched`."""
    with told(url), client() as web:
        answer = web.get(url, params=params)
        check(answer)
    try:
        return answer.json()
    except ValueError as why:
        raise MapNotFetched(f"{url}: вместо данных пришло «{answer.text[:60].strip()}»; проверьте адрес") from why
