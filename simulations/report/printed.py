"""A document as PDF, by ReportLab alone: no browser and no system library, and the letters come with matplotlib."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, assert_never
from xml.sax.saxutils import escape

import matplotlib as mpl
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Image, KeepTogether, LongTable, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Paragraph as Text

from simulations.report.blocks import Block, Column, Command, Document, Heading, Paragraph, Picture, Table, Tone

WIDTH, HEIGHT = A4
MARGIN = 16 * mm
COLUMN = WIDTH - 2 * MARGIN
INK, QUIET, LINE, SOFT = (HexColor(code) for code in ("#1b2126", "#4a535b", "#c9ced2", "#f4f5f6"))
WARNING = HexColor("#f8efd9")
PLAIN, BOLD, TYPED = "DoezdSans", "DoezdSans-Bold", "DoezdMono"
FILES = {PLAIN: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf", TYPED: "DejaVuSansMono.ttf"}
CELL_SIZE = 7.6
PADDING = 6.0
"""Both sides of a cell, points."""


def printed(document: Document) -> bytes:
    """Write the PDF. Equal documents give equal bytes."""
    _letters()
    out = io.BytesIO()
    frame = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=document.title,
        lang="ru",
        invariant=True,
    )
    frame.build(list(_flow(document)), onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


@cache
def _letters() -> None:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def _style(size: float, *, font: str = PLAIN, colour: Color = INK, before: float = 0, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name="", fontName=font, fontSize=size, leading=size * 1.36, textColor=colour, spaceBefore=before, **more
    )


def _flow(document: Document) -> Iterator[Flowable]:
    yield Text(escape(document.title), _style(18, font=BOLD, spaceAfter=4))
    yield Text(escape(document.subtitle), _style(11, colour=QUIET, spaceAfter=6))
    for mark in document.marks:
        yield Text(escape(mark), _style(8, colour=QUIET))
    for block in document.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Flowable]:
    match block:
        case Heading():
            yield Text(escape(block.ru), _style(13, font=BOLD, before=16, keepWithNext=1))
            yield Text(escape(block.en), _style(7.5, colour=QUIET, spaceAfter=4, keepWithNext=1))
        case Paragraph():
            yield Text(_both(block.ru, block.en), _paragraph(block.tone))
        case Table():
            yield from _table(block)
        case Picture():
            yield KeepTogether([Text(_both(block.ru, block.en), _style(9.5, font=BOLD, before=8)), _image(block.png)])
        case Command():
            lines = escape(block.text).replace("\n", "<br/>")
            yield Text(lines, _style(8, font=TYPED, before=5, spaceAfter=5, backColor=SOFT, borderPadding=5))
        case _:
            assert_never(block)


def _paragraph(tone: Tone) -> ParagraphStyle:
    match tone:
        case Tone.PLAIN:
            return _style(9.5, before=4)
        case Tone.QUIET:
            return _style(8, colour=QUIET, before=4)
        case Tone.STRONG:
            return _style(11, before=5)
        case Tone.WARNING:
            return _style(9, before=8, spaceAfter=6, backColor=WARNING, borderPadding=5)
        case _:
            assert_never(tone)


def _both(ru: str, en: str) -> str:
    return escape(ru) + (f'<br/><font name="{PLAIN}" size="7.5" color="#4a535b">{escape(en)}</font>' if en else "")


def _image(png: bytes) -> Image:
    width, height = ImageReader(io.BytesIO(png)).getSize()
    return Image(io.BytesIO(png), width=COLUMN, height=COLUMN * height / width)


def _table(block: Table) -> Iterator[Flowable]:
    head = [Text(_both(column.ru, column.en), _cell(column, font=BOLD)) for column in block.columns]
    rows = [
        [Text(escape(cell), _cell(column)) for cell, column in zip(row, block.columns, strict=True)]
        for row in block.rows
    ]
    grid = LongTable([head, *rows], colWidths=_widths(block), repeatRows=1, hAlign="LEFT")
    grid.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 1.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
            ]
        )
    )
    yield Text(_both(block.ru, block.en), _style(9.5, font=BOLD, before=10, spaceAfter=3, keepWithNext=1))
    yield grid
    if block.note:
        yield Text(escape(block.note), _style(7.5, colour=QUIET, before=3))
    yield Spacer(0, 4)


def _cell(column: Column, font: str = PLAIN) -> ParagraphStyle:
    return _style(CELL_SIZE, font=font, alignment=2 if column.right else 0, splitLongWords=1)


def _widths(block: Table) -> list[float]:
    """Give each column its longest word, and share the rest of the page out by what else there is to say."""
    texts = [[column.ru, column.en, *(row[at] for row in block.rows)] for at, column in enumerate(block.columns)]
    least = [max(_wide(word) for text in column for word in text.split(" ") or [""]) + PADDING for column in texts]
    wished = [max(_wide(text) for text in column) + PADDING for column in texts]
    spare = COLUMN - sum(least)
    if spare <= 0:
        return [COLUMN * width / sum(least) for width in least]
    more = [min(wish - width, COLUMN) for wish, width in zip(wished, least, strict=True)]
    if sum(more) <= spare:
        return [width + extra + (spare - sum(more)) / len(more) for width, extra in zip(least, more, strict=True)]
    return [width + spare * extra / sum(more) for width, extra in zip(least, more, strict=True)]


def _wide(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, BOLD, CELL_SIZE))


def _numbered(canvas: Any, frame: Any) -> None:
    canvas.saveState()
    canvas.setFont(PLAIN, 7.5)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, 9 * mm, frame.title)
    canvas.drawRightString(WIDTH - MARGIN, 9 * mm, str(canvas.getPageNumber()))
    canvas.restoreState()
