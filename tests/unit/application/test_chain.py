"""A silent change of the log is found."""

from hypothesis import assume, given
from hypothesis import strategies as st

from dispatch.application.chain import GENESIS, link

ROWS = st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), min_size=1, max_size=6)


def head(rows: list[list[str]]) -> str:
    last = GENESIS
    for row in rows:
        last = link(last, *row)
    return last


@given(ROWS, st.data())
def test_any_changed_letter_of_any_row_changes_the_head(rows: list[list[str]], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.integers(0, len(rows[row]) - 1))
    text = rows[row][field]
    at = data.draw(st.integers(0, len(text)))
    spoilt = text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :]
    assume(spoilt != text)
    changed = [list(fields) for fields in rows]
    changed[row][field] = spoilt
    assert head(changed) != head(rows)


@given(ROWS, st.data())
def test_a_row_that_is_missing_or_out_of_order_changes_the_head(rows: list[list[str]], data: st.DataObject) -> None:
    assume(len({tuple(row) for row in rows}) == len(rows) > 1)
    row = data.draw(st.integers(0, len(rows) - 1))
    assert head(rows[:row] + rows[row + 1 :]) != head(rows)
    assert head([*rows[1:], rows[0]]) != head(rows)


@given(st.text(), st.text())
def test_letters_cannot_move_from_one_field_to_the_next(left: str, right: str) -> None:
    assume(right)
    assert link(GENESIS, left, right) != link(GENESIS, left + right[0], right[1:])
    assert link(GENESIS, left, right) != link(GENESIS, left + right)


def test_a_link_can_be_checked_with_any_sha256_tool() -> None:
    # printf '%s1:14:да' 000…000 (64 zeros) | sha256sum
    assert link(GENESIS, "1", "да") == "9d54585a7bce79bd2f4a426f3e43ee3fb720e0c0e538c385ae86ff3545841b46"
