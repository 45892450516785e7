"""How every drawing looks, and how it becomes a picture: no window, no global state, equal bytes for equal data."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from simulations.report.blocks import Picture

WIDTH_IN = 10.0
PAD_IN = 0.1
"""Less, and the dots of a Ё in a title are cut off."""
PNG_DPI = 170
"""Enough for paper: a drawing is printed 17 cm wide."""

INK, QUIET, LINE = "#1b2126", "#4a535b", "#c9ced2"
ARMS = ("#4a535b", "#1f5fa8", "#c2570c", "#2f7d4f", "#7a3f98", "#9c7a00")
"""Colours of the arms, the base grey; told apart by the colour-blind, and by their dashes on grey paper."""
DASHES = ("-", "-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

STYLE: Mapping[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "grid.color": LINE,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "doezd",
}
"""Letters are drawn as paths: the page asks for no font. The salt makes the ids of equal drawings equal."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the report's style, whatever the caller has set."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def panels(count: int, *, height_in: float, columns: int = 2) -> tuple[Figure, list[Axes]]:
    """Return a drawing with so many panels, side by side in rows."""
    columns = min(columns, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(WIDTH_IN, height_in * rows), layout=ConstrainedLayoutEngine(w_pad=PAD_IN, h_pad=PAD_IN))
    axes = figure.subplots(rows, columns, squeeze=False).ravel().tolist()
    for spare in axes[count:]:
        spare.remove()
    return figure, axes[:count]


def picture(figure: Figure, *, ru: str, en: str, alt: str) -> Picture:
    """Turn a drawing into a picture."""
    svg, png = io.StringIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return Picture(ru=ru, en=en, alt=alt, svg=_inline(svg.getvalue()), png=png.getvalue())


def _inline(svg: str) -> str:
    """Cut off the prologue of a file: a page holds only the element, scaled to its column."""
    element = svg[svg.index("<svg ") :]
    head, _, rest = element.partition(">")
    kept = '" '.join(word for word in head.split('" ') if not word.startswith(("width=", "height=")))
    return f"{kept}>{rest}"
