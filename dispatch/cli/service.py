"""The running service as the command line sees it: its public API, with the demo tokens of the data folder."""

import json
from typing import Any

import httpx

from dispatch.cli.output import fail
from dispatch.config import Settings

TIMEOUT_S = 15.0


class Service:
    """Asks the running service in a role."""

    def __init__(self, settings: Settings, *, role: str = "dispatcher", token: str | None = None) -> None:
        self._base = f"http://{settings.host}:{settings.port}"
        self._http = httpx.Client(
            base_url=self._base,
            timeout=TIMEOUT_S,
            headers={"Authorization": f"Bearer {token or _token(settings, role)}"},
        )

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Return the JSON answer; a problem ends the command with its words."""
        try:
            answer = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            why = type(error).__name__
            fail(f"служба {self._base} не отвечает ({why}): запустите doezd serve или задайте DOEZD_PORT")
        found = answer.json()
        if answer.is_error:
            lines = [f"{found.get('title')}: {found.get('detail')}"]
            lines += [f"  {e['field']}: {e['message']}" for e in found.get("errors", [])]
            fail("\n".join(lines))
        return found


def _token(settings: Settings, role: str) -> str:
    try:
        return str(json.loads(settings.tokens_file.read_text())[role])
    except (OSError, KeyError, ValueError):
        fail(f"нет ключа в {settings.tokens_file}: запустите doezd serve с той же DOEZD_DATA или дайте --token")
