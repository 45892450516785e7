"""Errors as problem+json (RFC 9457): what is wrong, in which field, and the way out, in Russian."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from dispatch.api.login import LOGIN_PAGE

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger("problems")

TITLES: Mapping[int, str] = {
    400: "Запрос не прочитан",
    401: "Нужен вход",
    403: "Нет прав",
    404: "Не найдено",
    405: "Такого действия здесь нет",
    409: "Сейчас нельзя",
    413: "Слишком большой запрос",
    422: "В запросе ошибка",
    500: "Ошибка службы",
    503: "Служба временно не отвечает",
}

UNKEPT = "запись сейчас недоступна, запрос не сохранён: повторите его с тем же ключом, вызов передайте голосом"

WORDS: Mapping[str, str] = {
    "missing": "поле обязательно",
    "json_invalid": "это не JSON",
    "finite_number": "нужно обычное число, не NaN и не бесконечность",
    "string_type": "нужна строка",
    "int_parsing": "нужно целое число",
    "int_type": "нужно целое число",
    "int_from_float": "нужно целое число, без дробной части",
    "float_parsing": "нужно число",
    "float_type": "нужно число",
    "bool_parsing": "нужно true или false",
    "bool_type": "нужно true или false",
    "dict_type": "нужен объект JSON",
    "model_attributes_type": "нужен объект JSON",
    "model_type": "нужен объект JSON",
    "list_type": "нужен список",
    "datetime_parsing": "нужны дата и время, например 2026-11-22T20:35:41+03:00",
    "datetime_from_date_parsing": "нужны дата и время, например 2026-11-22T20:35:41+03:00",
    "timezone_aware": "нужен часовой пояс, например 2026-11-22T20:35:41+03:00",
    "datetime_type": "нужны дата и время, например 2026-11-22T20:35:41+03:00",
    "date_from_datetime_parsing": "нужна дата, например 1957-03-08",
    "date_parsing": "нужна дата, например 1957-03-08",
    "date_type": "нужна дата, например 1957-03-08",
    "enum": "допустимо: {expected}",
    "literal_error": "допустимо: {expected}",
    "greater_than": "должно быть больше {gt}",
    "less_than": "должно быть меньше {lt}",
    "string_pattern_mismatch": "не того вида, нужно {pattern}",
    "greater_than_equal": "должно быть не меньше {ge}",
    "less_than_equal": "должно быть не больше {le}",
    "string_too_long": "не длиннее {max_length} знаков",
    "string_too_short": "не короче {min_length} знаков",
    "too_long": "не больше {max_length} строк",
    "extra_forbidden": "такого поля нет",
    "value_error": "{error}",
}


FIELD = re.compile(r"[a-z0-9_]+|Idempotency-Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One wrong field. `field` is its path with dots."""

    field: str
    message: str


@dataclass(slots=True)
class Problem(Exception):
    """An answer that is an error."""

    status: int
    detail: str
    code: str = "invalid"
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Return the problem document."""
        found: dict[str, Any] = {
            "type": f"urn:doezd:problem:{self.code}",
            "title": TITLES.get(self.status, HTTPStatus(self.status).phrase),
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        if self.errors:
            found["field"] = self.errors[0].field
            found["errors"] = [{"field": e.field, "message": e.message} for e in self.errors]
        return found

    def response(self) -> Response:
        """Return the HTTP answer."""
        headers = {"WWW-Authenticate": "Bearer"} if self.status == HTTPStatus.UNAUTHORIZED else None
        return JSONResponse(self.body(), self.status, media_type=MEDIA_TYPE, headers=headers)


def field_errors(errors: Sequence[Any]) -> list[FieldError]:
    """Turn pydantic's errors into ours."""
    return [FieldError(field=_path(error["loc"]), message=_message(error)) for error in errors]


def invalid(errors: Sequence[FieldError], **extra: Any) -> Problem:
    """Build a 422 from wrong fields."""
    detail = "; ".join(f"{e.field}: {e.message}" for e in errors[:5])
    return Problem(422, detail, errors=errors, extra=extra)


def install(app: FastAPI) -> None:
    """Answer every error as a problem, and a browser without a token with the login page."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, problem: Problem) -> Response:
        if problem.status == HTTPStatus.UNAUTHORIZED and "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(LOGIN_PAGE, problem.status)
        return problem.response()

    @app.exception_handler(RequestValidationError)
    async def _validation(_: Request, error: RequestValidationError) -> Response:
        return invalid(field_errors(error.errors())).response()

    @app.exception_handler(DBAPIError)
    async def _unkept(_: Request, error: Exception) -> Response:
        log.error("record", error=str(error))
        answer = Problem(503, UNKEPT, code="record-unavailable").response()
        answer.headers["Retry-After"] = "2"
        return answer

    @app.exception_handler(Exception)
    async def _broken(_: Request, __: Exception) -> Response:
        return Problem(500, "ошибка службы: она записана в журнал, повторите запрос", code="internal").response()

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        return Problem(error.status_code, TITLES.get(error.status_code, str(error.detail)), code="http").response()


def _path(location: Sequence[Any]) -> str:
    # A union adds the names of its members to the path: they are Python's, not the sender's.
    parts = [str(part) for part in location if FIELD.fullmatch(str(part))]
    if len(parts) > 1 and parts[0] in ("body", "query", "path", "header"):
        parts = parts[1:]
    return ".".join(parts) or "body"


def _message(error: Mapping[str, Any]) -> str:
    """Say it in Russian; what the catalogue does not know is said as pydantic says it."""
    template = WORDS.get(error["type"], "")
    context = {"msg": error["msg"], **error.get("ctx", {})}
    return template.format_map(context) if template else str(error["msg"])
