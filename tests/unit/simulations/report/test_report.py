"""The report as a reader gets it: complete, self-contained, the same twice, the same on the page and on paper."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from dispatch.domain.region import Region
from simulations.report import Shown, Study
from simulations.report.blocks import Picture, Table
from simulations.report.document import document
from simulations.report.page import page
from simulations.report.printed import printed
from simulations.report.writing import written
from tests.unit.simulations.report.study import a_comparison, a_study


class Asked(HTMLParser):
    """Everything on a page that would make a browser ask for something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            leads = name in {"src", "href", "xlink:href", "data", "poster", "srcset"}
            if leads and value and not value.startswith(("#", "data:image/png;base64,")):
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture(scope="module")
def html(study: Study) -> str:
    return page(document(study))


def plain(text: str) -> str:
    """Text with every kind of space as one space."""
    return re.sub(r"\s+", " ", text)


def test_the_first_sentence_says_the_promise_in_minutes_and_the_difference_in_points(html: str) -> None:
    said = re.search(r"Доля экстренных дольше 20 минут: [\d,]+ % → [\d,]+ %, разница −[\d,]+ п\. п\.", plain(html))
    assert said is not None
    assert "95 % ДИ −" in plain(html)


def test_the_page_asks_for_nothing(html: str) -> None:
    asked = Asked()
    asked.feed(html)
    assert asked.found == []
    assert "script" not in asked.tags
    assert "@import" not in html
    assert "url(http" not in html


def test_what_differs_is_said_row_by_row(html: str) -> None:
    assert "Бригада 9901" in html
    assert "фельдшерская, Пост Кудрово, круглосуточно" in html


def test_what_is_assumed_and_what_is_published_is_told_apart(html: str) -> None:
    assert "допущение: 90 с в среднем" in html
    for word in ("допущение", "опубликовано", "Приказ Минздрава 388н"):
        assert word in html


def test_the_way_to_get_it_again_stands_in_it(study: Study, html: str) -> None:
    assert study.command in html
    assert study.base.digest in html
    assert "© OpenStreetMap contributors, ODbL 1.0" in html
    assert "GeoNames" in html
    assert "Схема, не карта" in html


def test_a_table_and_a_drawing_of_the_page_are_on_paper_too(study: Study) -> None:
    text = document(study)
    paper = PdfReader(BytesIO(printed(text)))
    words = plain(" ".join(sheet.extract_text() for sheet in paper.pages))
    for block in text.blocks:
        if isinstance(block, Table | Picture):
            assert plain(block.ru) in words, block.ru
    assert sum(len(sheet.images) for sheet in paper.pages) == sum(isinstance(b, Picture) for b in text.blocks)


def test_the_same_study_gives_the_same_bytes(study: Study, tmp_path: Path) -> None:
    first, second = written(study, tmp_path / "1"), written(study, tmp_path / "2")
    for one, other in zip(
        (first.page, first.pdf, *first.beside), (second.page, second.pdf, *second.beside), strict=True
    ):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_tables_beside_the_page_hold_every_figure_and_no_exact_place(study: Study, tmp_path: Path) -> None:
    written(study, tmp_path)
    figures = pd.read_csv(tmp_path / "figures.csv")
    assert figures.equals(pd.read_parquet(tmp_path / "figures.parquet"))
    assert set(figures["arm"]) == {"Как сегодня", "Вторая бригада в Кудрово"}
    assert len(figures) == sum(len(o.figures) for shown in study.arms for o in shown.arm.outcomes)
    crews = pd.read_csv(tmp_path / "crews.csv")
    assert set(crews["arm"]) == set(figures["arm"])
    cells = json.loads((tmp_path / "cells.geojson").read_text())
    for feature in cells["features"]:
        assert all(round(degrees * 1000) % 5 == 0 for degrees in feature["geometry"]["coordinates"])
    districts = json.loads((tmp_path / "districts.geojson").read_text())
    assert {feature["properties"]["district"] for feature in districts["features"]} >= {"Всеволожский район"}


def test_a_hostile_title_stays_a_text(study: Study) -> None:
    html = page(document(replace(study, title="<script>alert(1)</script>", command='"><img src=x>')))
    assert "<script>" not in html
    assert "<img" not in html


def test_a_single_replication_is_warned_about(region: Region) -> None:
    html = page(document(a_study(region, replications=1)))
    assert "Повтор один" in html
    assert "судить нельзя" in html


def test_a_run_alone_is_a_report_too(region: Region) -> None:
    alone = document(a_study(region, others=0))
    tables = [block.ru for block in alone.blocks if isinstance(block, Table)]
    assert "Как сегодня: главные показатели" in tables


def test_a_run_without_rows_says_what_is_missing_and_keeps_its_figures(study: Study, tmp_path: Path) -> None:
    bare = replace(study, arms=tuple(Shown(arm=shown.arm, evidence=None) for shown in study.arms))
    text = document(bare)
    assert not [block for block in text.blocks if isinstance(block, Picture)]
    assert "Строки вызовов этот прогон не сохранил" in page(text)
    assert {path.name for path in written(bare, tmp_path).beside} == {"figures.csv", "figures.parquet"}


def test_many_arms_fit(region: Region, tmp_path: Path) -> None:
    assert written(a_study(region, others=4, replications=2), tmp_path).pdf.stat().st_size > 10_000


def test_a_precision_that_was_not_reached_is_warned_about(study: Study) -> None:
    asked = a_comparison([shown.arm for shown in study.arms])
    unreached = replace(asked, reached=False, stopping=replace(asked.stopping, relative=0.01))
    assert "точность не достигнута" in page(document(replace(study, comparison=unreached)))
