"""Where it is good and where it is bad: the map and the table of districts."""

from collections.abc import Iterator

from simulations.report.blocks import Block, Column, Heading, Paragraph, Table, Tone
from simulations.report.maps import FEWEST, districts_maps, late_by_district
from simulations.report.study import Study
from simulations.report.wording import UNKNOWN, minutes, number, share, signed


def places(study: Study) -> Iterator[Block]:
    """Draw and tabulate the districts."""
    drawn = tuple(districts_maps(study.named, study.base.scenario.region)) if study.named else ()
    if not drawn:
        return
    yield Heading(ru="Где ждут дольше", en="Where people wait longer")
    yield from drawn
    text = (
        "Контуры проведены по местам вызовов, это не границы районов; точки: подстанции и посты базы. "
        f"Штриховка: экстренных вызовов меньше {FEWEST}. Изменения даны без интервалов: малые могут быть случайными."
    )
    yield Paragraph(ru=text, tone=Tone.QUIET)
    yield _table(study)


def _table(study: Study) -> Table:
    arms = [(name, evidence, late_by_district(evidence.cells)) for name, evidence in study.named]
    base = arms[0]
    names = sorted({cell.district for cell in base[1].cells}, key=lambda name: -base[2].get(name, -1.0))
    columns = [
        Column(ru="Район", en="district"),
        Column(ru="Вызовов в сутки", en="calls a day", right=True),
        Column(ru="Экстренные дольше норматива", en=f"late emergencies, {base[0]}", right=True),
        Column(ru="Медиана", en="median", right=True),
        Column(ru="90-й процентиль", en="p90", right=True),
    ]
    columns += [Column(ru=f"{name}: изменение, п. п.", en="change, pp", right=True) for name, _, _ in arms[1:]]
    return Table(
        ru="По районам",
        en="By district",
        columns=tuple(columns),
        rows=tuple(_row(study, district, base[2], [late for _, _, late in arms[1:]]) for district in names),
        note="Медиана и 90-й процентиль: доезд всех вызовов района в базе, среднее по повторам.",
    )


def _row(study: Study, district: str, base: dict[str, float], others: list[dict[str, float]]) -> tuple[str, ...]:
    evidence = study.named[0][1]
    calls = sum(int(tally[0]) for cell, tally in evidence.cells.items() if cell.district == district)
    late = base.get(district)
    changes = [
        UNKNOWN if late is None or district not in other else signed(other[district] - late, 1) for other in others
    ]
    return (
        district,
        number(calls / evidence.days, 1),
        share(None if late is None else late / 100),
        minutes(study.base.mean(f"district.{district}.median_s")),
        minutes(study.base.mean(f"district.{district}.p90_s")),
        *changes,
    )
