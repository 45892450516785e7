"""Who asks, and whether they may. Everything but `/health` and the login form needs a token."""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Request

from dispatch.api.problems import Problem
from dispatch.application.access import Operation, Role, User, may, may_for_crew
from dispatch.bootstrap.edge import ApiParts

COOKIE = "doezd_token"
LOGIN_NEEDED = "нужен ключ доступа: заголовок «Authorization: Bearer …» или вход на странице /console"


def parts_of(request: Request) -> ApiParts:
    """Return what the edge works with."""
    parts: ApiParts = request.app.state.parts
    return parts


Parts = Annotated[ApiParts, Depends(parts_of)]


def token_of(request: Request) -> str | None:
    """Return the token of a request: header first, then cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.cookies.get(COOKIE)


def authenticated(request: Request, parts: Parts) -> User:
    """Return who asks. Raises a 401 problem."""
    token = token_of(request)
    user = parts.tokens.user(token, now=parts.clock.now()) if token else None
    if user is None:
        raise Problem(401, LOGIN_NEEDED, code="unauthenticated")
    return user


@lru_cache
def allowed(operation: Operation) -> Callable[[User], User]:
    """Return a dependency that lets only the operation's roles in."""

    def check(user: Annotated[User, Depends(authenticated)]) -> User:
        if not may(user, operation):
            raise Problem(403, f"роль {user.role} этого не может ({operation})", code="forbidden")
        return user

    return check


def own_crew(user: User, crew: str) -> None:
    """Raise a 403 problem when a tablet asks for another crew."""
    if not may_for_crew(user, crew):
        raise Problem(403, f"планшет бригады {user.crew} не может спрашивать о бригаде {crew}", code="forbidden")


def actor_of(user: User) -> str:
    """Return how the record names the user."""
    return f"crew:{user.crew}" if user.role is Role.CREW else user.name


AnyUser = Annotated[User, Depends(authenticated)]
Reporter = Annotated[User, Depends(allowed(Operation.REPORT_CALL))]
Watcher = Annotated[User, Depends(allowed(Operation.SEE_STATE))]
Reader = Annotated[User, Depends(allowed(Operation.SEE_INCIDENT))]
Decider = Annotated[User, Depends(allowed(Operation.DECIDE))]
Moder = Annotated[User, Depends(allowed(Operation.SET_MODE))]
OrderReader = Annotated[User, Depends(allowed(Operation.SEE_ORDER))]
ContextReader = Annotated[User, Depends(allowed(Operation.SEE_CONTEXT))]
Driver = Annotated[User, Depends(allowed(Operation.DRIVE))]
Positioner = Annotated[User, Depends(allowed(Operation.REPORT_POSITION))]
RoadAsker = Annotated[User, Depends(allowed(Operation.ASK_ROADS))]
RoadChanger = Annotated[User, Depends(allowed(Operation.CHANGE_ROADS))]
Pairer = Annotated[User, Depends(allowed(Operation.PAIR_TABLET))]
RunWatcher = Annotated[User, Depends(allowed(Operation.SEE_RUNS))]
CoverReader = Annotated[User, Depends(allowed(Operation.SEE_COVER))]
HospitalReporter = Annotated[User, Depends(allowed(Operation.REPORT_HOSPITAL))]
DutyRuler = Annotated[User, Depends(allowed(Operation.SET_DUTY))]
Staffer = Annotated[User, Depends(allowed(Operation.STAFF_CREWS))]
OverrideReader = Annotated[User, Depends(allowed(Operation.SEE_OVERRIDES))]
TransportBooker = Annotated[User, Depends(allowed(Operation.BOOK_TRANSPORT))]
TransportReader = Annotated[User, Depends(allowed(Operation.SEE_TRANSPORT))]
Auditor = Annotated[User, Depends(allowed(Operation.SEE_AUDIT))]
