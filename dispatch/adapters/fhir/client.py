"""One question to a FHIR server, and whether the answer is an answer to it.

Searches go by `POST _search`, so that no number of a patient stands in a URL or in anybody's access log. A lenient
server may ignore a parameter and answer with everybody: hence `handling=strict`, the self link, and the checks of the
callers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec

from dispatch.adapters.fhir.errors import Garbled, Rejected, Unreachable, Untrusted
from dispatch.adapters.fhir.resources import Resource, objects, text_at

Params = tuple[tuple[str, str], ...]

TOO_MANY_REQUESTS = 429
MAX_BODY_BYTES = 4_000_000
"""A section is some tens of kilobytes: more is a server that has lost its filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search. `must_echo` are the parameters that the self link must repeat."""

    resource: str
    params: Params
    must_echo: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The matches of a search. `total` counts those on other pages too."""

    resources: tuple[Resource, ...]
    total: int

    @property
    def complete(self) -> bool:
        """Nothing is on another page."""
        return self.total <= len(self.resources)


class FhirClient:
    """Searches of one server. `authorization` is sent as the header of that name."""

    def __init__(
        self,
        base_url: str,
        *,
        authorization: str | None = None,
        requires_self_link: bool = True,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout_s: float = 5.0,
    ) -> None:
        headers = {"Accept": "application/fhir+json", "Prefer": "handling=strict"}
        if authorization:
            headers["Authorization"] = authorization
        self._requires_self_link = requires_self_link
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/") + "/", headers=headers, timeout=timeout_s, transport=transport
        )

    async def search(self, question: Question) -> Answer:
        """Ask. Raises an `EmrFailure`."""
        body = await self._post(question)
        bundle = _bundle(body)
        if self._requires_self_link:
            _check_echo(bundle, question)
        return _answer(bundle, question.resource)

    async def _post(self, question: Question) -> bytes:
        try:
            response = await self._http.post(f"{question.resource}/_search", data=_form(question.params))
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            raise Unreachable(type(failure).__name__) from None
        if response.is_server_error or response.status_code == TOO_MANY_REQUESTS:
            raise Unreachable(f"HTTP {response.status_code}")
        if not response.is_success:
            raise Rejected(f"HTTP {response.status_code}")
        return response.content

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()


def _form(params: Params) -> dict[str, str | Sequence[str]]:
    form: dict[str, list[str]] = {}
    for name, value in params:
        form.setdefault(name, []).append(value)
    return dict(form)


def _bundle(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BODY_BYTES:
        raise Untrusted(f"{len(body)} bytes")
    try:
        bundle = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Garbled("not JSON") from None
    if text_at(bundle, "resourceType") != "Bundle" or text_at(bundle, "type") != "searchset":
        raise Garbled("not a searchset")
    return dict(bundle)


def _check_echo(bundle: dict[str, Any], question: Question) -> None:
    links = {text_at(link, "relation"): text_at(link, "url") for link in objects(bundle.get("link"))}
    echoed = parse_qsl(urlsplit(links.get("self", "")).query, keep_blank_values=True)
    asked = [pair for pair in question.params if pair[0] in question.must_echo]
    if not all(any(_same(pair, said) for said in echoed) for pair in asked):
        raise Untrusted("the self link does not repeat the question")


def _same(asked: tuple[str, str], said: tuple[str, str]) -> bool:
    # A server may write a reference with its base, with the type, or as the bare id.
    if asked[0] == said[0] == "patient":
        return asked[1].rpartition("/")[2] == said[1].rpartition("/")[2]
    return asked == said


def _answer(bundle: dict[str, Any], kind: str) -> Answer:
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Garbled("entries that are no objects")
    matches = [entry.get("resource") for entry in entries if text_at(entry, "search", "mode") in {"match", ""}]
    if any(text_at(resource, "resourceType") != kind for resource in matches):
        raise Untrusted(f"resources that are no {kind}")
    return Answer(resources=tuple(objects(matches)), total=_total(bundle, len(matches)))


def _total(bundle: dict[str, Any], here: int) -> int:
    # A server need not count. A next link then says that there is more, of unknown number.
    has_next = any(text_at(link, "relation") == "next" for link in objects(bundle.get("link")))
    stated = bundle.get("total")
    counted = stated if isinstance(stated, int) and not isinstance(stated, bool) else here
    return max(counted, here + has_next)
