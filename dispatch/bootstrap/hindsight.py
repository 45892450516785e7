"""The record judged in hindsight: what people decided otherwise than proposed."""

from collections.abc import Iterator

from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.record import EventLog
from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.application.hindsight import KINDS, Judgements, judged
from dispatch.config import Settings
from dispatch.domain.messages import Event

LEARNT_FROM_S = 28 * 86_400.0
"""How long before the first judged order the errors of promises are learnt from. Assumed."""


def judge_log(log: EventLog, tokens: SqlTokens, *, since: float | None) -> Judgements:
    """Judge the disagreements since a moment, POSIX seconds (None: all); the four weeks before teach punctuality."""
    roles = tokens.roles()

    def role_of(name: str) -> str | None:
        role = roles.get(name)
        return None if role is None else role.value

    begin = 0.0 if since is None else since - LEARNT_FROM_S
    return judged(_events(log, begin), since=since, role_of=role_of)


def judge_record(settings: Settings, *, since: float | None) -> Judgements:
    """Judge the record that the settings name."""
    engine = open_database(settings.database, checkpoints=False)
    try:
        return judge_log(EventLog(engine), SqlTokens(engine), since=since)
    finally:
        engine.dispose()


def _events(log: EventLog, since: float) -> Iterator[Event]:
    after = 0
    while page := log.of_kinds(KINDS, since=since, after=after):
        for row in page:
            yield row.event()
        after = page[-1].seq
