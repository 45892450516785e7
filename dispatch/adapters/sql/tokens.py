"""Opaque access tokens: the database knows only their SHA-256."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine, delete, insert, select

from dispatch.adapters.sql.database import reading
from dispatch.adapters.sql.schema import TOKENS
from dispatch.application.access import Role, User

TOKEN_BYTES = 18


@dataclass(frozen=True, slots=True)
class SqlTokens:
    """Issues and reads tokens."""

    engine: Engine

    def issue(self, user: User, *, expires_at: float, token: str | None = None) -> str:
        """Make a token for a user (or keep the one given) until `expires_at`, POSIX seconds."""
        text = token or secrets.token_urlsafe(TOKEN_BYTES)
        row = {
            "sha256": _digest(text),
            "user": user.name,
            "role": user.role.value,
            "crew": user.crew,
            "expires_at": expires_at,
        }
        with self.engine.begin() as connection:
            connection.execute(delete(TOKENS).where(TOKENS.c.sha256 == row["sha256"]))
            connection.execute(insert(TOKENS), row)
        return text

    def user(self, token: str, *, now: float) -> User | None:
        """Return whose token it is; None when unknown or expired."""
        with reading(self.engine) as connection:
            row = connection.execute(select(TOKENS).where(TOKENS.c.sha256 == _digest(token))).first()
        if row is None or row.expires_at < now:
            return None
        return User(name=row.user, role=Role(row.role), crew=row.crew)

    def roles(self) -> dict[str, Role]:
        """Return the role of every user who has had a token, by name."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(TOKENS.c.user, TOKENS.c.role).distinct()).all()
        return {row.user: Role(row.role) for row in rows}


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
