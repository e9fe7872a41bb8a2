"""Where units, edges and the loss stand on the graph of the step-through: geometry alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from mlpviz.views.graph.layout import Column, GraphLayout, Slot, curve

CROWDED = 16
"""A column with more units shows some of them and tiles for the rest."""
CROWDED_ROWS = 14
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

Key = tuple[int, int]
"""Column (0 for the inputs) and unit; the loss is alone in the last column."""


class Density(IntEnum):
    """How much of a unit there is room for."""

    PLAIN = 0
    COMPACT = 1
    ROOMY = 2


@dataclass(frozen=True, kw_only=True)
class WalkLayout(GraphLayout):
    """The places of one network and, in one more column, its loss."""

    densities: tuple[Density, ...]
    """How much a unit of each column shows."""
    heading: float
    """Middle of the line of column headings."""

    @cached_property
    def nodes(self) -> Mapping[Key, QRectF]:
        """Every unit that is shown one by one, and the loss."""
        return {(slot.column, slot.first): slot.rect for slot in self.slots() if slot.is_unit}

    @property
    def size(self) -> QSizeF:
        """What all of it takes."""
        return QSizeF(self.width, self.height)

    @property
    def loss_column(self) -> int:
        """The last column."""
        return len(self.columns) - 1

    @property
    def loss(self) -> QRectF:
        """The place of the loss."""
        return self.nodes[self.loss_column, 0]

    def edge(self, column: int, source: int, unit: int) -> QPainterPath | None:
        """The curve that enters `unit` of `column` from `source` in the column before; None if one end is not shown."""
        start, end = self.nodes.get((column - 1, source)), self.nodes.get((column, unit))
        if start is None or end is None:
            return None
        return curve(QPointF(start.right(), start.center().y()), QPointF(end.left(), end.center().y()))


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

    def reach(self, density: Density, column: int, pitch: float) -> float:
        """The width a unit needs at most, also while it is touched."""
        usual = self.node(density, column, pitch).width()
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


def shown_units(count: int, most_rows: int, wanted: Sequence[int] = ()) -> tuple[int, ...]:
    """Which units of a column are shown: all, or the wanted, the last and as many of the first as rows allow."""
    if count <= min(most_rows, CROWDED):
        return tuple(range(count))
    kept = {count - 1}
    for unit in [*wanted, *range(count)]:
        tried = kept | {unit}
        if _rows(tried) <= most_rows:
            kept = tried
        elif unit not in wanted:
            break
    return tuple(sorted(kept))


def _rows(units: Iterable[int]) -> int:
    rows, before = 0, -1
    for unit in sorted(units):
        rows += 1 + (unit > before + 1)
        before = unit
    return rows


def arrange(
    widths: Sequence[int], size: QSizeF, measure: Measure, wanted: Mapping[int, Sequence[int]] | None = None
) -> WalkLayout:
    """Place a network (inputs, then the units of each layer) and its loss; the size grows where it is too narrow."""
    heading, body = _bands(size, measure.scale)
    most_rows = max(4, min(CROWDED_ROWS, int(body.height() // (20 * measure.scale))))
    shown = [shown_units(count, most_rows, (wanted or {}).get(at, ())) for at, count in enumerate(widths)]
    rows = [_rows(units) for units in shown]
    densities = _densities(rows, size.width(), body.height(), measure)
    centers, width = _centers(densities, rows, size.width(), body.height(), measure)
    columns = [
        _column(at, units, density, center, body, measure)
        for at, (units, density, center) in enumerate(zip(shown, densities, centers, strict=False))
    ]
    loss = Slot(len(widths), 0, 0, _around(centers[-1], body.center().y(), measure.loss()))
    columns.append(Column(centers[-1], loss.rect.height(), loss.rect.height(), (loss,)))
    return WalkLayout(
        tuple(widths), tuple(columns), width, size.height(), densities=(*densities, Density.ROOMY), heading=heading
    )


def _bands(size: QSizeF, scale: float) -> tuple[float, QRectF]:
    """The line of headings, and the room for units below it; tight where the canvas is low."""
    roomy = size.height() >= 320 * scale
    heading, top, below = (24.0, 41.0, 24.0) if roomy else (11.0, 20.0, 9.0)
    return heading * scale, QRectF(0, top * scale, size.width(), max(40.0, size.height() - top * scale - below))


def _densities(rows: Sequence[int], width: float, height: float, measure: Measure) -> list[Density]:
    """As much of each unit as its column's height and the sum of the widths allow."""
    wanted = [_tallest(count, height, measure) for count in rows]
    for most in (Density.ROOMY, Density.COMPACT):
        tried = [min(density, most) for density in wanted]
        if _least_width(tried, rows, height, measure) <= width:
            return tried
    return [Density.PLAIN for _ in rows]


def _tallest(count: int, height: float, measure: Measure) -> Density:
    pitch = _pitch(count, height, Density.ROOMY, measure)
    unit = 64 * measure.scale
    if count <= 4 and (count == 1 or pitch >= unit + NAME_HEIGHT * measure.scale):
        return Density.ROOMY if height >= unit + (NAME_HEIGHT + 14) * measure.scale else Density.COMPACT
    return Density.COMPACT if _pitch(count, height, Density.COMPACT, measure) >= 26 * measure.scale else Density.PLAIN


def _pitch(count: int, height: float, density: Density, measure: Measure) -> float:
    if density is Density.ROOMY:
        block = (64 + NAME_HEIGHT + min(BIAS_HEIGHT, max(16.0, height / 10))) * measure.scale
    else:
        block = 28 * measure.scale
    return min(PITCH * measure.scale, (height - block) / max(1, count - 1))


def _least_width(densities: Sequence[Density], rows: Sequence[int], height: float, measure: Measure) -> float:
    return _spine(densities, rows, height, measure).width


@dataclass(frozen=True)
class _Spine:
    """How close the columns may stand at least, the loss included, so that touched units cover no others."""

    before: float
    """From the edge to the middle of the first column."""
    pitches: tuple[float, ...]
    """From the middle of each column to that of the next."""
    after: float

    @property
    def width(self) -> float:
        return self.before + sum(self.pitches) + self.after


def _spine(densities: Sequence[Density], rows: Sequence[int], height: float, measure: Measure) -> _Spine:
    sizes, reaches = [], []
    for at, (density, count) in enumerate(zip(densities, rows, strict=True)):
        pitch = _pitch(count, height, density, measure)
        sizes.append(measure.node(density, at, pitch).width())
        reaches.append(measure.reach(density, at, pitch))
    loss = measure.loss().width()
    gaps = [measure.gap(min(pair)) for pair in pairwise(densities)] + [measure.gap(Density.COMPACT)]
    usual = [sum(pair) / 2 + gap for pair, gap in zip(pairwise([*sizes, loss]), gaps, strict=True)]
    touched = [sum(pair) / 2 + TOUCHED_GAP for pair in pairwise([*reaches, loss])]
    before = max(TIGHT_MARGIN + sizes[0] / 2, TOUCHED_MARGIN + reaches[0] / 2)
    return _Spine(before, tuple(map(max, usual, touched)), TIGHT_MARGIN + loss / 2)


def _centers(
    densities: Sequence[Density], rows: Sequence[int], width: float, height: float, measure: Measure
) -> tuple[list[float], float]:
    """The middle of each column, the loss included, and the width they take."""
    least = _spine(densities, rows, height, measure)
    width = max(width, least.width)
    sizes = [measure.node(density, at, _pitch(count, height, density, measure)).width()
             for at, (density, count) in enumerate(zip(densities, rows, strict=True))]
    sizes.append(measure.loss().width())
    shares = [FIRST_GAP_SHARE] + [1.0] * (len(sizes) - 3) + [LOSS_GAP_SHARE] if len(sizes) > 2 else [1.0]
    margin = min(float(MARGIN), TIGHT_MARGIN + (width - least.width) / 8)
    before, after = max(margin + sizes[0] / 2, least.before), margin + sizes[-1] / 2
    halves = [sum(pair) / 2 for pair in pairwise(sizes)]
    pitches = _shared(width - before - after, halves, shares, least.pitches)
    return list(accumulate(pitches, initial=before)), width


def _shared(
    room: float, halves: Sequence[float], shares: Sequence[float], least: Sequence[float]
) -> list[float]:
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


def _column(
    at: int, units: tuple[int, ...], density: Density, center: float, body: QRectF, measure: Measure
) -> Column:
    rows = _rows(units)
    pitch = _pitch(rows, body.height(), density, measure)
    size = measure.node(density, at, pitch)
    tile = QSizeF(max(64.0 * measure.scale, size.width()), size.height())
    top = body.center().y() - (rows - 1) * pitch / 2
    slots: list[Slot] = []
    before = -1
    for unit in units:
        if unit > before + 1:
            slots.append(Slot(at, before + 1, unit - 1, _around(center, top + len(slots) * pitch, tile), "open"))
        slots.append(Slot(at, unit, unit, _around(center, top + len(slots) * pitch, size)))
        before = unit
    return Column(center, size.height(), pitch, tuple(slots))


def _around(x: float, y: float, size: QSizeF) -> QRectF:
    return QRectF(x - size.width() / 2, y - size.height() / 2, size.width(), size.height())
