"""What no longer hangs together once a scenario has been laid over its region."""

from collections.abc import Iterator

from dispatch.adapters.region_files.finding import Finding
from dispatch.domain.region import Contradiction, contradictions
from simulations.scenario.reading.draft import Draft

ROW_TABLES = ("stations", "hospitals", "crews", "places")


def inconsistencies(draft: Draft, file: str, *, instance: bool) -> Iterator[Finding]:
    """Say each contradiction at the row or section that has brought it about, else at the scenario `file` as a whole.

    An instance has neither districts nor needs: of it is asked only that somebody may serve each type of call.
    """
    if not instance:
        for each in contradictions(draft.region(), partial=frozenset(draft.torn)):
            at = _place(draft, each, file)
            yield Finding(file=at[0], line=at[1], field=each.field, text=each.text)
    if not draft.torn & {"crews", "types", "kinds"}:
        yield from _unserved(draft, file)


def _place(draft: Draft, each: Contradiction, file: str) -> tuple[str, int]:
    if each.row is None or each.table not in ROW_TABLES:
        return file, 0
    name = list(getattr(draft, each.table))[each.row]
    return draft.where.get((each.table, name), (file, 0))


def _unserved(draft: Draft, file: str) -> Iterator[Finding]:
    """By tables of service every type needs somebody; by capabilities the region itself has been asked."""
    tables = [crew.serves for crew in draft.crews.values()]
    if None in tables:
        return
    for code in draft.complaints:
        if not any(code in table for table in tables if table is not None):
            at = draft.where.get(("types", code), (file, 0))
            yield Finding(file=at[0], line=at[1], field="type", text=f"«{code}»: ни одна бригада этого не обслуживает")
