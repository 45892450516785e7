"""The demo users of a fresh service."""

import json
from pathlib import Path

from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.application.access import Role, User
from dispatch.config import Settings

DEMO_TOKEN_S = 30 * 86_400.0


def issue_tokens(settings: Settings, tokens: SqlTokens, now: float) -> dict[str, str]:
    """Return the demo users' tokens, role → token: made at the first start, kept in a file only the owner reads."""
    path = settings.tokens_file
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    expires_at = now + DEMO_TOKEN_S
    for role in Role:
        if role is not Role.CREW:
            user = User(name=f"demo-{role.value}", role=role)
            known[role.value] = tokens.issue(user, expires_at=expires_at, token=known.get(role.value))
    _keep(path, json.dumps(known, indent=1))
    return known


def _keep(path: Path, text: str) -> None:
    """Write whole or not at all: the API writes at every start, and others read meanwhile."""
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
