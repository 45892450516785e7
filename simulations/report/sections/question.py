"""What was asked: the base in full, and every other arm by what differs."""

from collections.abc import Iterator

from simulations.report.blocks import Block, Column, Heading, Paragraph, Table
from simulations.report.differing import asked, differences
from simulations.report.study import Shown, Study


def question(study: Study) -> Iterator[Block]:
    """Show the question."""
    yield Heading(ru="Что спрашивали", en="What was asked")
    for other in study.others:
        yield _differing(study.base, other)
    yield Table(
        ru=f"База: {study.base.scenario.title}",
        en="The base scenario",
        columns=(Column(ru="Что", en="what"), Column(ru="Значение", en="value")),
        rows=asked(study.base.scenario),
    )


def _differing(base: Shown, other: Shown) -> Block:
    found = differences(base.scenario, other.scenario)
    if not found:
        return Paragraph(ru=f"{other.name}: ничем не отличается от базы.", en="No difference to the base.")
    return Table(
        ru=f"{other.name}: чем отличается от базы",
        en=f"{other.name}: differences to the base",
        columns=(Column(ru="Что", en="what"), Column(ru="База", en="base"), Column(ru="Вариант", en="variant")),
        rows=tuple((one.what, one.base, one.other) for one in found),
    )
