"""Fits a network of boxes with values, and its loss, to an area: boxes as wide as their text, gaps share the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF

from mlpviz.views.graph.layout import Density, GraphLayout, pitch_of, rows_of, shown_units, stacked

MOST_ROWS = 14
PITCH = 192
"""Distance of two units of a column where there is room."""
MARGIN, TIGHT_MARGIN = 28, 14
"""Free px at both sides, and where the columns need it."""
TOUCHED_GAP, TOUCHED_MARGIN = 4, 6
"""Free px between two touched units that are small otherwise, and between one and the edge."""
NAME_HEIGHT = 20
BIAS_HEIGHT = 34
FIRST_GAP_SHARE, LOSS_GAP_SHARE = 0.62, 0.55
"""The gap after the inputs shows no error signal and the one before the loss no weights: both may be narrower."""


@dataclass(frozen=True)
class Measure:
    """The sizes that text asks for; the inputs show one value, the other units two."""

    scale: float
    value_width: float = 93.0
    """A unit with rows for symbol and value."""
    line_width: float = 88.0
    """A unit with its name and one value in a line."""
    touched_widths: tuple[float, ...] = ()
    """Column by column a unit with a line or without text, as it is drawn while an operation touches it."""
    touched_rows: float = 0.0
    """A unit of the last column with rows, as it is drawn while an operation touches it."""

    def reach(self, density: Density, column: int, usual: float) -> float:
        """The width a unit needs at most, also while it is touched; `usual` while it is not."""
        if density is Density.ROOMY:
            return max(usual, self.touched_rows) if column == len(self.touched_widths) - 1 else usual
        return max(usual, self.touched_widths[column] if column < len(self.touched_widths) else 96.0)

    def node(self, density: Density, column: int, pitch: float) -> QSizeF:
        """Size of a unit."""
        if density is Density.ROOMY:
            rows = 44 if column == 0 else 64
            return QSizeF(self.value_width - (21 if column == 0 else 0), rows * self.scale)
        height = max(12.0, min(28 * self.scale, pitch - 3))
        line = self.line_width - (16 if column == 0 else 0)
        return QSizeF(line if density is Density.COMPACT else height, height)

    def loss(self) -> QSizeF:
        """Size of the loss, large enough for its name over its value."""
        return QSizeF(max(70.0, self.value_width - 31), 60 * self.scale)

    def gap(self, density: Density) -> float:
        """The least room between two columns; between roomy ones stands at least the weight of an edge."""
        return {Density.ROOMY: 42.0 * self.scale, Density.COMPACT: 34.0, Density.PLAIN: 36.0}[density]


def box_layout(
    widths: Sequence[int], size: QSizeF, measure: Measure, wanted: Mapping[int, Sequence[int]] | None = None
) -> GraphLayout:
    """Place a network (inputs, then the units of each layer) and its loss; the area grows where it is too narrow.

    `wanted` are units of a column that are shown before others.
    """
    heading, top, height = _bands(size.height(), measure.scale)
    most = max(4, min(MOST_ROWS, int(height // (20 * measure.scale))))
    rows = [rows_of(count, shown_units(count, most, (wanted or {}).get(at, ()))) for at, count in enumerate(widths)]
    plans = _plans([len(column) for column in rows], size.width(), height, measure)
    spine = _Spine(plans, measure)
    width = max(size.width(), spine.width)
    middles = [QPointF(x, top + height / 2) for x in spine.middles(width)]
    columns = [
        stacked(at, column, middle, plan.pitch, (plan.size, plan.tile(measure)), plan.density)
        for at, (column, middle, plan) in enumerate(zip(rows, middles, plans, strict=False))
    ]
    loss = measure.loss()
    columns.append(stacked(len(widths), [("unit", 0, 0)], middles[-1], loss.height(), (loss, loss), Density.ROOMY))
    return GraphLayout(tuple(widths), tuple(columns), QRectF(0, 0, width, size.height()), heading=heading)


def _bands(height: float, scale: float) -> tuple[float, float, float]:
    """The line of headings, and top and height of the room for units below it; tight where the canvas is low."""
    heading, top, below = (24.0, 41.0, 24.0) if height >= 320 * scale else (11.0, 20.0, 9.0)
    return heading * scale, top * scale, max(40.0, height - top * scale - below)


@dataclass(frozen=True)
class _Plan:
    """How the units of a column are drawn."""

    density: Density
    pitch: float
    size: QSizeF
    reach: float
    """The width of a unit at most, also while it is touched."""

    def tile(self, measure: Measure) -> QSizeF:
        return QSizeF(max(64.0 * measure.scale, self.size.width()), self.size.height())


def _plans(rows: Sequence[int], width: float, height: float, measure: Measure) -> list[_Plan]:
    """As much of each unit as its column's height and the sum of the widths allow."""
    *better, plain = (
        [_plan(at, count, most, height, measure) for at, count in enumerate(rows)] for most in reversed(Density)
    )
    return next((plans for plans in better if _Spine(plans, measure).width <= width), plain)


def _plan(column: int, rows: int, most: Density, height: float, measure: Measure) -> _Plan:
    density = min(_tallest(rows, height, measure), most)
    pitch = _pitch(rows, height, density, measure)
    size = measure.node(density, column, pitch)
    return _Plan(density, pitch, size, measure.reach(density, column, size.width()))


def _tallest(rows: int, height: float, measure: Measure) -> Density:
    unit = 64 * measure.scale
    if rows <= 4 and _pitch(rows, height, Density.ROOMY, measure) >= unit + NAME_HEIGHT * measure.scale:
        return Density.ROOMY if height >= unit + (NAME_HEIGHT + 14) * measure.scale else Density.COMPACT
    return Density.COMPACT if _pitch(rows, height, Density.COMPACT, measure) >= 26 * measure.scale else Density.PLAIN


def _pitch(rows: int, height: float, density: Density, measure: Measure) -> float:
    roomy = 64 + NAME_HEIGHT + min(BIAS_HEIGHT, max(16.0, height / 10))
    block = (roomy if density is Density.ROOMY else 28) * measure.scale
    return pitch_of(rows, block, PITCH * measure.scale, height)


class _Spine:
    """How close the columns may stand at least, the loss included, so that touched units cover no others."""

    def __init__(self, plans: Sequence[_Plan], measure: Measure) -> None:
        loss = measure.loss().width()
        self._sizes = [*(plan.size.width() for plan in plans), loss]
        reaches = [*(plan.reach for plan in plans), loss]
        gaps = [measure.gap(min(left.density, right.density)) for left, right in pairwise(plans)]
        gaps.append(measure.gap(Density.COMPACT))
        self._halves = [sum(pair) / 2 for pair in pairwise(self._sizes)]
        usual = [half + gap for half, gap in zip(self._halves, gaps, strict=True)]
        self._least = list(map(max, usual, (sum(pair) / 2 + TOUCHED_GAP for pair in pairwise(reaches))))
        self._before = max(TIGHT_MARGIN + self._sizes[0] / 2, TOUCHED_MARGIN + reaches[0] / 2)
        self.width = self._before + sum(self._least) + TIGHT_MARGIN + loss / 2

    def middles(self, width: float) -> list[float]:
        """The middle of each column where so much width is to be filled, at least the spine's own."""
        margin = min(float(MARGIN), TIGHT_MARGIN + (width - self.width) / 8)
        before, after = max(margin + self._sizes[0] / 2, self._before), margin + self._sizes[-1] / 2
        inner = len(self._halves) - 2
        shares = [FIRST_GAP_SHARE, *[1.0] * inner, LOSS_GAP_SHARE] if inner >= 0 else [1.0]
        return list(accumulate(_shared(width - before - after, self._halves, shares, self._least), initial=before))


def _shared(room: float, halves: Sequence[float], shares: Sequence[float], least: Sequence[float]) -> list[float]:
    """Distances of columns that fill the room: gaps in proportion to their shares, but none closer than the least."""
    held: set[int] = set()
    while True:
        loose = [at for at in range(len(halves)) if at not in held]
        free = room - sum(halves[at] for at in loose) - sum(least[at] for at in held)
        unit = free / sum(shares[at] for at in loose) if loose else 0.0
        found = [least[at] if at in held else halves[at] + unit * shares[at] for at in range(len(halves))]
        tight = {at for at in loose if found[at] < least[at] - 1e-9}
        if not tight:
            return found
        held |= tight
