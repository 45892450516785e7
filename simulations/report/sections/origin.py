"""How to get the same again: the command, seeds, digests, versions, the map and its licence."""

from collections.abc import Iterator

from routing.types import MapInfo
from simulations.report.blocks import Block, Column, Command, Heading, Table
from simulations.report.study import Study
from simulations.report.wording import number


def origin(study: Study) -> Iterator[Block]:
    """Show where the report comes from."""
    yield Heading(ru="Как это повторить", en="How to reproduce it")
    if study.command:
        yield Command(text=study.command)
    yield Table(
        ru="Прогоны",
        en="Runs",
        columns=(
            Column(ru="Вариант", en="arm"),
            Column(ru="Сценарий", en="scenario"),
            Column(ru="Правило", en="policy"),
            Column(ru="Повторов", en="replications", right=True),
            Column(ru="Зерно", en="seed", right=True),
            Column(ru="Отпечаток результатов", en="digest"),
        ),
        rows=tuple(
            (
                arm.name,
                arm.scenario.path.name,
                arm.scenario.policy.name,
                number(len(arm.arm.outcomes)),
                str(arm.scenario.seed),
                arm.digest,
            )
            for arm in study.arms
        ),
    )
    yield Table(
        ru="Версии и данные",
        en="Versions and data",
        columns=(Column(ru="Что"), Column(ru="Значение")),
        rows=tuple(_given(study)),
    )


def _given(study: Study) -> Iterator[tuple[str, str]]:
    yield from study.versions.items()
    region = study.base.scenario.region
    yield "Регион", f"{region.name}, отпечаток {region.digest[:16]}"
    for text in region.attribution:
        yield "Подпись данных региона", text
    if study.map is not None:
        yield from _map(study.map)


def _map(info: MapInfo) -> Iterator[tuple[str, str]]:
    kind = "схема, не карта" if info.schematic else "карта OpenStreetMap"
    yield "Карта дорог", f"{kind}, {info.date or 'дата не указана'}, отпечаток {info.checksum[:16]}"
    yield "Лицензия карты", info.licence
    for name, length_km in info.synthetic_km.items():
        yield f"Не снято с местности ({name})", f"{number(length_km)} км"
