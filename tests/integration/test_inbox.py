"""What was acknowledged is kept, once, whatever comes and however often."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from dispatch.adapters.sql.database import reading
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.schema import CARDS, COMMANDS
from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.application.access import Role, User
from dispatch.application.log import CommandState, NewCommand, StoredCard
from dispatch.domain.ids import CommandId
from dispatch.domain.messages import CommandBody, Mode, ReportIncident, SetMode
from tests.builders import NOON, an_incident

TOGETHER = 16


def a_wish(name: str = "c1", key: str | None = None, *, body: CommandBody | None = None, **more: object) -> NewCommand:
    known = {"received_at": NOON, "actor": "ivanova", "priority": 2, **more}
    body = body or SetMode(mode=Mode.AUTOMATIC)
    return NewCommand(id=CommandId(name), idempotency_key=key, body=body, **known)  # type: ignore[arg-type]


def a_card(name: str = "card", key: str | None = None, *, at: float = NOON, **more: str | None) -> StoredCard:
    known: dict[str, str | None] = {"raw": "{}", "incident": f"inc-{name}", "problem": None, "answer": "{}", **more}
    return StoredCard(id=name, received_at=at, source="112", idempotency_key=key, **known)  # type: ignore[arg-type]


def count(engine: Engine) -> tuple[int, int]:
    with reading(engine) as connection:
        cards = connection.execute(select(func.count()).select_from(CARDS)).scalar_one()
        return cards, connection.execute(select(func.count()).select_from(COMMANDS)).scalar_one()


@pytest.fixture
def inbox(engine: Engine) -> SqlInbox:
    return SqlInbox(engine)


def test_a_card_and_its_command_are_kept_together(inbox: SqlInbox, engine: Engine) -> None:
    card = a_card("one", "key")
    assert inbox.keep_card(card, a_wish("c1", body=ReportIncident(incident=an_incident("inc-one")))) == card
    assert inbox.card_by_key("key") == inbox.card_of("inc-one") == card
    (pending,) = inbox.pending()
    assert pending.body() == ReportIncident(incident=an_incident("inc-one"))
    assert count(engine) == (1, 1)


def test_the_same_key_gives_the_first_card_and_no_second_command(inbox: SqlInbox, engine: Engine) -> None:
    first = a_card("one", "key", raw='{"a":1}')
    inbox.keep_card(first, a_wish("c1"))
    assert inbox.keep_card(a_card("two", "key", raw='{"a":2}'), a_wish("c2")) == first
    assert count(engine) == (1, 1)


def test_cards_without_a_key_are_all_kept(inbox: SqlInbox, engine: Engine) -> None:
    inbox.keep_card(a_card("one"), a_wish("c1"))
    inbox.keep_card(a_card("two"), a_wish("c2"))
    assert inbox.card_by_key(None) is None
    assert count(engine) == (2, 2)


def at_once(work: Callable[[int], str]) -> list[str]:
    """Do the same from many threads at the same moment."""
    together = Barrier(TOGETHER)

    def one(number: int) -> str:
        together.wait(30)
        return work(number)

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


def test_the_same_card_from_sixteen_sides_at_once_is_one_call(inbox: SqlInbox, engine: Engine) -> None:
    found = at_once(lambda n: inbox.keep_card(a_card(f"card-{n}", "key"), a_wish(f"c-{n}")).id)
    assert len(set(found)) == 1
    assert count(engine) == (1, 1)


def test_the_same_button_pressed_sixteen_times_at_once_is_one_command(inbox: SqlInbox, engine: Engine) -> None:
    found = at_once(lambda n: inbox.put(a_wish(f"c-{n}", "crew:2143:key")))
    assert len(set(found)) == 1
    assert count(engine) == (0, 1)


def test_sixteen_different_calls_at_once_are_sixteen_calls(inbox: SqlInbox, engine: Engine) -> None:
    at_once(lambda n: inbox.keep_card(a_card(f"card-{n}", f"key-{n}"), a_wish(f"c-{n}")).id)
    assert count(engine) == (TOGETHER, TOGETHER)


def test_commands_wait_by_urgency_then_age_then_id(inbox: SqlInbox) -> None:
    for name, priority, at in [("late", 1, 9.0), ("mild", 3, 1.0), ("b", 1, 2.0), ("a", 1, 2.0), ("button", 0, 99.0)]:
        inbox.put(a_wish(name, priority=priority, received_at=at))
    assert [pending.id for pending in inbox.pending()] == ["button", "a", "b", "late", "mild"]


def test_a_command_can_be_taken_while_it_waits(inbox: SqlInbox) -> None:
    inbox.put(a_wish("c1"))
    taken = inbox.take("c1")
    assert taken is not None
    assert (taken.id, taken.actor, taken.body()) == ("c1", "ivanova", SetMode(mode=Mode.AUTOMATIC))
    assert inbox.take("nope") is None
    result = inbox.result("c1")
    assert result is not None
    assert (result.state, result.last_seq, result.refusal) == (CommandState.PENDING, None, None)
    assert inbox.result("nope") is None


def test_refused_cards_are_listed_newest_first(inbox: SqlInbox) -> None:
    inbox.keep_card(a_card("good"), a_wish("c1"))
    for number in range(3):
        inbox.keep_card(a_card(f"bad-{number}", at=NOON + number, problem="нет места", incident=None), None)
    assert [card.id for card in inbox.rejected(2)] == ["bad-2", "bad-1"]


def test_an_error_that_is_no_repeat_is_not_swallowed(inbox: SqlInbox, engine: Engine) -> None:
    inbox.keep_card(a_card("one", "key"), a_wish("c1"))
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        inbox.keep_card(a_card("one", "other"), a_wish("c2"))
    assert count(engine) == (1, 1)


def test_the_longest_key_of_the_longest_name_is_kept(inbox: SqlInbox) -> None:
    key = f"{'я' * 200}:{'k' * 200}"
    inbox.keep_card(a_card("one", key), a_wish("c1"))
    assert inbox.put(a_wish("c2", key)) == inbox.put(a_wish("c3", key)) == "c2"
    found = inbox.card_by_key(key)
    assert found is not None
    assert found.id == "one"


@pytest.mark.parametrize(
    "text",
    ["ноль\0внутри", "половина знака \ud83d", "😀 Ёлка « »", "x" * 300_000, "'; DROP TABLE cards; --"],
    ids=["NUL", "lone surrogate", "emoji", "long", "SQL"],
)
def test_whatever_a_card_holds_it_is_kept(inbox: SqlInbox, text: str) -> None:
    card = a_card("one", "key", raw=text, problem=text, incident=None, answer=json.dumps({"place": text}))
    inbox.keep_card(card, None)
    (found,) = inbox.rejected(1)
    readable = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
    assert found == replace(card, raw=readable, problem=readable)


# --- keys of access ---


def test_a_token_names_its_user_until_it_expires(engine: Engine) -> None:
    tokens = SqlTokens(engine)
    user = User(name="tablet-2143", role=Role.CREW, crew="2143")
    text = tokens.issue(user, expires_at=NOON + 60)
    assert tokens.user(text, now=NOON) == user
    assert tokens.user(text, now=NOON + 61) is None
    assert tokens.user(f"{text}x", now=NOON) is None
    assert tokens.user("", now=NOON) is None


def test_a_token_given_again_lasts_longer_and_is_one(engine: Engine) -> None:
    tokens = SqlTokens(engine)
    user = User(name="demo-senior", role=Role.SENIOR)
    text = tokens.issue(user, expires_at=NOON)
    assert tokens.issue(user, expires_at=NOON + 60, token=text) == text
    assert tokens.user(text, now=NOON + 30) == user


def test_the_database_holds_no_token_in_the_clear(engine: Engine) -> None:
    text = SqlTokens(engine).issue(User(name="x", role=Role.PLANNER), expires_at=NOON)
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT * FROM tokens").all()
    assert text not in str(rows)
