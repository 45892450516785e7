from dispatch.adapters.fhir.cache import FRESH_NEGATIVE_S, FRESH_S, HELD_AFTER_CLOSE_S, Cache, hmac_ref
from dispatch.domain.ids import IncidentId

ONE, TWO = IncidentId("i-1"), IncidentId("i-2")


class Hands:
    """A clock that is turned by hand."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_an_answer_is_fresh_for_fifteen_minutes_and_kept_while_the_call_is_open() -> None:
    now = Hands()
    cache: Cache[str] = Cache(now)
    cache.put("k", "answer", ONE, negative=False)
    now.at += FRESH_S
    assert cache.get("k", ONE).fresh(now.at)  # type: ignore[union-attr]
    now.at += 1
    assert not cache.get("k", ONE).fresh(now.at)  # type: ignore[union-attr]


def test_nothing_found_is_fresh_for_a_minute() -> None:
    now = Hands()
    held = Cache[str](now).put("k", "", ONE, negative=True)
    assert held.fresh(now.at + FRESH_NEGATIVE_S)
    assert not held.fresh(now.at + FRESH_NEGATIVE_S + 1)


def test_it_goes_an_hour_after_the_last_call_has_closed() -> None:
    now = Hands()
    cache: Cache[str] = Cache(now)
    cache.put("k", "answer", ONE, negative=False)
    assert cache.get("k", TWO)
    cache.close(ONE)
    now.at += 2 * HELD_AFTER_CLOSE_S
    cache.sweep()
    assert len(cache) == 1
    cache.close(TWO)
    now.at += HELD_AFTER_CLOSE_S
    cache.sweep()
    assert len(cache) == 0


def test_a_wrong_patient_is_dropped_at_once() -> None:
    cache: Cache[str] = Cache(Hands())
    cache.put("k", "answer", ONE, negative=False)
    cache.drop(ONE)
    assert cache.get("k", ONE) is None


def test_keys_hold_no_number() -> None:
    assert "47000791957" not in hmac_ref(b"k" * 32, "number", "47000791957")
    assert hmac_ref(b"k" * 32, "a", "bc") != hmac_ref(b"k" * 32, "ab", "c")
