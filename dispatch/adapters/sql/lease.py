"""One decision worker owns an area: a lease with a fencing token, re-read in every writing transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from dispatch.adapters.sql.database import reading
from dispatch.adapters.sql.schema import LEASES
from dispatch.application.ports import Fenced


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Proof that this worker may write. A later holder has a higher token."""

    area: str
    holder: str
    token: int


def acquire(engine: Engine, *, area: str, holder: str, now: float, ttl_s: float) -> Lease | None:
    """Take the area if nobody holds it or the holder's time is up; None when another worker is alive."""
    try:
        with engine.begin() as connection:
            row = connection.execute(select(LEASES).where(LEASES.c.area == area).with_for_update()).first()
            if row is not None and row.expires_at > now and row.holder != holder:
                return None
            token = 1 if row is None else row.token + 1
            values = {"holder": holder, "token": token, "expires_at": now + ttl_s}
            if row is None:
                connection.execute(insert(LEASES), {"area": area, **values})
            else:
                connection.execute(update(LEASES).where(LEASES.c.area == area).values(**values))
    except IntegrityError:  # two workers met an empty table: the other one was first
        return None
    return Lease(area=area, holder=holder, token=token)


def renew(engine: Engine, lease: Lease, *, now: float, ttl_s: float) -> None:
    """Go on holding the area. Raises `Fenced` when it is lost."""
    with engine.begin() as connection:
        check_lease(connection, lease)
        connection.execute(update(LEASES).where(LEASES.c.area == lease.area).values(expires_at=now + ttl_s))


def release(engine: Engine, lease: Lease) -> None:
    """Let the next worker in at once."""
    with engine.begin() as connection:
        connection.execute(
            update(LEASES).where(LEASES.c.area == lease.area, LEASES.c.token == lease.token).values(expires_at=0.0)
        )


def check_lease(connection: Connection, lease: Lease) -> None:
    """Raise `Fenced` when a later worker has the area."""
    query = select(LEASES.c.token).where(LEASES.c.area == lease.area).with_for_update()
    token = connection.execute(query).scalar()
    if token != lease.token:
        raise Fenced(f"area {lease.area}: worker with token {token} has taken over from {lease.token}")


def expires_at(engine: Engine, area: str) -> float | None:
    """Return until when the area is held, POSIX seconds; None when nobody ever held it."""
    with reading(engine) as connection:
        return connection.execute(select(LEASES.c.expires_at).where(LEASES.c.area == area)).scalar()
