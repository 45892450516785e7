"""How ids are put in order."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.ids import natural


def test_numbers_in_ids_compare_as_numbers() -> None:
    assert sorted(["10", "9", "2"], key=natural) == ["2", "9", "10"]
    assert sorted(["c10-b", "c10-a", "c9", "b", "C1"], key=natural) == ["C1", "b", "c9", "c10-a", "c10-b"]


def test_leading_zeros_change_nothing_but_a_tie() -> None:
    assert sorted(["010", "9", "10"], key=natural) == ["9", "010", "10"]


@given(st.lists(st.text(), unique=True).flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_the_order_is_one_whatever_order_it_began_in(names: tuple[list[str], list[str]]) -> None:
    one, other = names
    assert sorted(one, key=natural) == sorted(other, key=natural)


@given(st.lists(st.integers(0, 10**9).map(str), unique=True))
def test_whole_numbers_are_put_in_their_own_order(names: list[str]) -> None:
    assert sorted(names, key=natural) == sorted(names, key=int)
