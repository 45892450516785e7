"""Drawings over time: how long people wait (ECDF), and how the day goes by the hour."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dispatch.domain.incident import Urgency
from simulations.report.blocks import Picture
from simulations.report.drawing import ARMS, DASHES, INK, LINE, QUIET, panels, picture, styled
from simulations.report.evidence import Evidence
from simulations.report.spread import EDGES_S, NOTHING, Spread
from simulations.report.wording import MINUTE_S

SHOWN_MIN = 60
HOURS = range(24)
GROUPS: Mapping[str, tuple[Urgency, ...]] = {
    "Экстренные (P1, P2)": (Urgency.P1, Urgency.P2),
    "Неотложные (P3, P4)": (Urgency.P3, Urgency.P4),
}

Named = Sequence[tuple[str, Evidence]]
"""Arms by their short names, the base first."""


def waits(arms: Named, norm_s: float) -> Picture:
    """Draw the share of calls reached within so many minutes, a line an arm."""
    with styled():
        figure, axes = panels(len(GROUPS), height_in=3.7)
        for panel, (title, urgencies) in zip(axes, GROUPS.items(), strict=True):
            for place, (name, evidence) in enumerate(arms):
                _curve(panel, place, name, _together(evidence, urgencies))
            _dress(panel, title, norm_s)
        axes[0].legend(loc="center right")
        return picture(
            figure,
            ru="Доезд: доля вызовов, к которым бригада приехала не позже",
            en="Doezd: share of calls reached within so many minutes (ECDF)",
            alt=_said(arms, norm_s),
        )


def hours(arms: Named) -> Picture:
    """Draw calls and the share within the norm by the hour of the day."""
    with styled():
        figure, (calls, within) = panels(2, height_in=3.3)
        base = arms[0][1]
        calls.bar(HOURS, base.by_hour[:, 0] / base.days, color=LINE)
        calls.set_title("Вызовов в час, в среднем за сутки")
        for place, (name, evidence) in enumerate(arms):
            shares = 100 * evidence.by_hour[:, 1] / np.maximum(evidence.by_hour[:, 0], 1)
            within.plot(
                HOURS, shares, color=_colour(place), linestyle=_dash(place), label=name, marker=".", markersize=4
            )
        within.set_title("Доезд в норматив, % вызовов")
        for panel in (calls, within):
            panel.set_xticks(range(0, 24, 3))
            panel.set_xlabel("час суток по местному времени")
            panel.grid(axis="y")
        if len(arms) > 1:
            within.legend()
        return picture(
            figure,
            ru="По часам суток",
            en="By the hour of the day: calls an hour, share within the norm",
            alt="Слева вызовы по часам суток, справа доля доездов в норматив; те же числа в файле figures.csv.",
        )


def _together(evidence: Evidence, urgencies: Sequence[Urgency]) -> Spread:
    return sum((evidence.doezd[urgency] for urgency in urgencies), NOTHING)


def _curve(panel: Axes, place: int, name: str, spread: Spread) -> None:
    shown = EDGES_S <= SHOWN_MIN * MINUTE_S
    panel.plot(
        EDGES_S[shown] / MINUTE_S,
        spread.shares()[shown] * 100,
        color=_colour(place),
        linestyle=_dash(place),
        linewidth=1.8,
        label=name,
    )


def _dress(panel: Axes, title: str, norm_s: float) -> None:
    norm = norm_s / MINUTE_S
    panel.axvline(norm, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
    panel.annotate(f"{norm:.0f} мин", (norm, 2), xytext=(3, 0), textcoords="offset points", color=QUIET, fontsize=9)
    panel.set_title(title)
    panel.set_xlim(0, SHOWN_MIN)
    panel.set_ylim(0, 100)
    panel.set_xlabel("минут от звонка до бригады на месте")
    panel.set_ylabel("% вызовов")
    panel.grid()


def _said(arms: Named, norm_s: float) -> str:
    """Say the drawing in words."""
    at = int(np.searchsorted(EDGES_S, norm_s))
    parts = [
        f"{name}: {_together(evidence, GROUPS['Экстренные (P1, P2)']).shares()[at] * 100:.1f} %"
        for name, evidence in arms
    ]
    return (
        f"Доля экстренных вызовов с доездом до {norm_s / MINUTE_S:.0f} минут. "
        + "; ".join(parts).replace(".", ",")
        + "."
    )


def _colour(place: int) -> str:
    return ARMS[place % len(ARMS)]


def _dash(place: int) -> str | tuple[int, tuple[int, ...]]:
    return DASHES[place % len(DASHES)]
