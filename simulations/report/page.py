"""A document as one HTML file that asks for nothing outside itself, and prints well; blocks of it for a notebook."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulations.report.blocks import Block, Document


def page(document: Document) -> str:
    """Write the page."""
    return _written("page.html.jinja", document)


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """Blocks that a notebook shows."""

    html: str

    def _repr_html_(self) -> str:
        """Return what Jupyter asks for."""
        return self.html


def show(*blocks: Block) -> Sheet:
    """Show parts of a report in a notebook: `show(*headline(study))`."""
    return Sheet(_written("sheet.html.jinja", Document(title="", subtitle="", marks=(), blocks=blocks)))


def _written(template: str, document: Document) -> str:
    return _environment().get_template(template).render(document=document, kind=_kind, inline=Markup)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("simulations.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _kind(block: Block) -> str:
    return type(block).__name__.lower()
