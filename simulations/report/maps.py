"""Maps of late emergencies: how it is in the base, and what changes in each of the others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, TwoSlopeNorm, to_hex
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter
from shapely import Geometry, Polygon

from dispatch.domain.region import Region
from simulations.report.blocks import Picture
from simulations.report.drawing import INK, QUIET, panels, picture, styled
from simulations.report.evidence import Cell, Evidence, Tally
from simulations.report.outlines import middle, outlines, place_km
from simulations.report.wording import number, signed

FEWEST = 30
"""Assumed: of fewer emergencies in a district no share is drawn; one late call would colour a whole district."""
LEAST_CHANGE = 0.05
"""A change that rounds to nothing is not written on the map."""
FAINT = 2.0
"""Assumed: changes up to so many percentage points stay pale; they may be chance."""
LATE, CHANGE = "OrRd", "RdBu_r"
HALO = [withStroke(linewidth=2.2, foreground="white")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One map. `values` are per cent or percentage points by district; a district without one stays hatched."""

    title: str
    values: Mapping[str, float]
    change: bool


def late_by_district(cells: Mapping[Cell, Tally]) -> dict[str, float]:
    """Return the share of emergencies beyond the norm, per cent, of districts with enough of them."""
    sums: defaultdict[str, Tally] = defaultdict(lambda: np.zeros(3, dtype=np.int64))
    for cell, tally in cells.items():
        sums[cell.district] = sums[cell.district] + tally
    return {name: 100.0 * late / all_ for name, (_, all_, late) in sorted(sums.items()) if all_ >= FEWEST}


def districts_maps(arms: Sequence[tuple[str, Evidence]], region: Region) -> Iterator[Picture]:
    """Draw the base, then every other arm as its difference to the base; nothing where nobody called from anywhere."""
    cells = arms[0][1].cells
    if not cells:
        return
    ground = _Ground(outlines(cells), region, float(middle(cells)[:, 0].mean()))
    name, base = arms[0]
    was = late_by_district(base.cells)
    yield ground.draw(
        [Panel(title=name, values=was, change=False)],
        ru="Экстренные вызовы дольше норматива, %",
        en="Emergencies beyond the norm by district, per cent",
    )
    changes = [
        Panel(title=other, values=_change(was, late_by_district(of.cells)), change=True) for other, of in arms[1:]
    ]
    if changes:
        yield ground.draw(
            changes,
            ru="Насколько изменилась доля экстренных дольше норматива, п. п. (синее лучше)",
            en="Change of the share of late emergencies, percentage points (blue is better)",
        )


def _change(was: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    return {district: now[district] - was[district] for district in was if district in now}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every map of a report is drawn on."""

    shapes: Mapping[str, Geometry]
    region: Region
    centre: float

    def draw(self, shown: Sequence[Panel], *, ru: str, en: str) -> Picture:
        """Draw a map for each panel, one as wide as the page."""
        with styled():
            figure, axes = panels(len(shown), height_in=6.0 if len(shown) == 1 else 3.8)
            for axis, panel in zip(axes, shown, strict=True):
                _draw(axis, panel, self.shapes, large=len(shown) == 1)
                _stations(axis, self.region, self.centre)
            return picture(figure, ru=ru, en=en, alt="; ".join(_said(panel) for panel in shown))


def _draw(axis: Axes, panel: Panel, shapes: Mapping[str, Geometry], *, large: bool) -> None:
    colours = _colours(panel)
    for district, shape in shapes.items():
        known = panel.values.get(district)
        fill = "white" if known is None else to_hex(colours.to_rgba(np.array([known]))[0])
        for patch in _patches(shape):
            patch.set(facecolor=fill, edgecolor=QUIET, linewidth=0.6, hatch="////" if known is None else None)
            axis.add_patch(patch)
        _label(axis, panel, district, shape, large=large)
    axis.set_title(panel.title)
    axis.set_aspect("equal")
    axis.autoscale_view()
    axis.set_axis_off()
    figure = axis.get_figure()
    if figure is not None:
        figure.colorbar(
            colours, ax=axis, orientation="horizontal", shrink=0.4, aspect=40, pad=0.02, format=FuncFormatter(_tick)
        )


def _tick(value: float, _: object) -> str:
    return number(value, 0 if value == int(value) else 1)


def _colours(panel: Panel) -> ScalarMappable:
    values = list(panel.values.values()) or [0.0]
    if panel.change:
        far = max(FAINT, *(abs(value) for value in values))
        return ScalarMappable(TwoSlopeNorm(0.0, -far, far), CHANGE)
    return ScalarMappable(Normalize(0.0, max(10.0, *values)), LATE)


def _patches(shape: Geometry) -> Iterator[PathPatch]:
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon):
            rings = [part.exterior, *part.interiors]
            yield PathPatch(Path.make_compound_path(*(Path(np.asarray(ring.coords), closed=True) for ring in rings)))


def _label(axis: Axes, panel: Panel, district: str, shape: Geometry, *, large: bool) -> None:
    known = panel.values.get(district)
    if known is None or len(panel.values) < 2 or (panel.change and abs(known) < LEAST_CHANGE):
        return
    at = max(shapely.get_parts(shape), key=lambda part: part.area).representative_point()
    figure = _figure(panel, known)
    axis.annotate(
        f"{_short(district)}\n{figure}" if large else figure,
        (at.x, at.y),
        ha="center",
        va="center",
        fontsize=7.5,
        color=INK,
        linespacing=1.05,
        path_effects=HALO,
        zorder=4,
    )


def _stations(axis: Axes, region: Region, centre: float) -> None:
    lat = np.array([station.at.lat for station in region.stations])
    lon = np.array([station.at.lon for station in region.stations])
    if lat.size:
        at = place_km(lat, lon, centre)
        axis.scatter(at[:, 0], at[:, 1], s=4, color=INK, linewidths=0, zorder=3)


def _figure(panel: Panel, value: float) -> str:
    return signed(value, 1) if panel.change else number(value)


def _short(district: str) -> str:
    return district.removesuffix(" район").removesuffix(" муниципальный").removesuffix(" городской округ")


def _said(panel: Panel) -> str:
    ranked = sorted(panel.values.items(), key=lambda pair: -abs(pair[1]))[:5]
    return f"{panel.title}: " + ", ".join(f"{name} {_figure(panel, value)}" for name, value in ranked)
