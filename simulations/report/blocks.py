"""What a report is made of, before it is a page: the same blocks become HTML and PDF, so that both say the same."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How loudly a paragraph speaks."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The beginning of a section; `en` stands under it in small type."""

    ru: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A few sentences; `en` may be empty."""

    ru: str
    en: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. Figures stand to the right."""

    ru: str
    en: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts, one a column. Raises `ValueError` when a row is too long or too short."""

    ru: str
    en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.ru}: {len(self.columns)} columns, but a row has {len(row)}: {row}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing, as SVG for the page and as PNG for the PDF. `alt` says in words what it shows."""

    ru: str
    en: str
    alt: str
    svg: str
    png: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Lines to be typed."""

    text: str


Block = Heading | Paragraph | Table | Picture | Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report. `marks` are the small print of its first page: when, by what, from what."""

    title: str
    subtitle: str
    marks: tuple[str, ...]
    blocks: tuple[Block, ...]
