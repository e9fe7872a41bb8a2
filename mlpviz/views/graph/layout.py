"""Where a network stands on a graph, however its nodes look: columns of nodes and folded tiles, and what joins them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise, product
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from mlpviz.views.look.palette import tokens

Key = tuple[int, int]
"""Column (0 for the inputs) and unit; a loss is alone in a column behind the outputs."""
Kind = Literal["unit", "open", "up", "down", "fold"]
Row = tuple[Kind, int, int]
"""What stands in a row of a column: a unit, or a tile for the units from the first to the last."""


class Density(IntEnum):
    """How much is written in a node: nothing, a line, or a row for each value."""

    PLAIN = 0
    COMPACT = 1
    ROOMY = 2


@dataclass(frozen=True)
class Slot:
    """A place in a column: one unit, or a tile that stands for several or moves an opened column."""

    column: int
    first: int
    """The unit, or the first of those that the tile stands for."""
    last: int
    rect: QRectF
    kind: Kind = "unit"
    density: Density = Density.PLAIN

    @property
    def is_unit(self) -> bool:
        """Whether it is one unit and no tile."""
        return self.kind == "unit"

    @property
    def hidden(self) -> int:
        """How many units a tile stands for."""
        return 0 if self.is_unit else self.last - self.first + 1


@dataclass(frozen=True)
class Column:
    """The inputs, one layer, or the loss: its nodes from top to bottom."""

    x: float
    size: float
    """Height of a node."""
    pitch: float
    """From the middle of a node to that of the next."""
    slots: tuple[Slot, ...]

    @property
    def density(self) -> Density:
        """How much is written in each of its nodes."""
        return self.slots[0].density

    @property
    def gap(self) -> float:
        """Free height between two nodes."""
        return self.pitch - self.size

    @property
    def units(self) -> tuple[int, ...]:
        """The units that are shown one by one."""
        return tuple(slot.first for slot in self.slots if slot.is_unit)

    @property
    def tiles(self) -> tuple[Slot, ...]:
        """What stands for the others."""
        return tuple(slot for slot in self.slots if not slot.is_unit)

    @property
    def is_open(self) -> bool:
        """Whether it shows a part of its units and can be scrolled."""
        return any(tile.kind != "open" for tile in self.tiles)


@dataclass(frozen=True)
class GraphLayout:
    """The places of one network in one area."""

    widths: tuple[int, ...]
    """Inputs first."""
    columns: tuple[Column, ...]
    """As many, and one more for the loss where it is shown."""
    area: QRectF
    foot: QPointF | None = None
    """Top centre of the place under the inputs; None if none is wanted."""
    heading: float = 0.0
    """Middle of the line of column headings, where the graph has one."""

    @cached_property
    def nodes(self) -> Mapping[Key, Slot]:
        """Every unit that is shown one by one, and the loss."""
        return {(slot.column, slot.first): slot for slot in self.slots() if slot.is_unit}

    def slots(self) -> list[Slot]:
        """Every slot, column by column."""
        return [slot for column in self.columns for slot in column.slots]

    def slot_at(self, point: QPointF, reach: float = 2.0) -> Slot | None:
        """The node or tile under a point."""
        for slot in self.slots():
            if slot.rect.adjusted(-reach, -reach, reach, reach).contains(point):
                return slot
        return None

    def joined(self) -> Iterator[tuple[Slot, Slot]]:
        """Every two slots that an edge leads between; a tile that stands for no unit has none."""
        for left, right in pairwise(self.columns):
            for source, target in product(left.slots, right.slots):
                if source.last >= source.first and target.last >= target.first:
                    yield source, target


def curve(start: QPointF, end: QPointF) -> QPainterPath:
    """The edge between two points: a cubic Bézier with horizontal tangents."""
    reach = float(tokens()["lines"]["edge_bezier_tangent"]) * (end.x() - start.x())
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x() + reach, start.y()), QPointF(end.x() - reach, end.y()), end)
    return path


def curve_between(source: Slot, target: Slot) -> QPainterPath:
    """The edge from the right side of a node to the left side of one in the next column."""
    start, end = source.rect, target.rect
    return curve(QPointF(start.right(), start.center().y()), QPointF(end.left(), end.center().y()))


def shown_units(count: int, most_rows: int, wanted: Sequence[int] = ()) -> tuple[int, ...]:
    """Which units of a column are shown: all, or the wanted, the last and as many of the first as rows allow."""
    if count <= most_rows:
        return tuple(range(count))
    kept = [count - 1]
    for unit in [*wanted, *range(count)]:
        tried = sorted({*kept, unit})
        if len(rows_of(count, tried)) <= most_rows:
            kept = tried
        elif unit not in wanted:
            break
    return tuple(kept)


def rows_of(count: int, shown: Sequence[int], above: Kind = "open", below: Kind = "open") -> list[Row]:
    """The shown units of a column, and a tile for those above the first and each time some are left out below."""
    rows: list[Row] = []
    free = 0
    for unit in shown:
        if unit > free:
            rows.append((below if free else above, free, unit - 1))
        rows.append(("unit", unit, unit))
        free = unit + 1
    return [*rows, (below, free, count - 1)] if free < count else rows


def pitch_of(rows: int, block: float, usual: float, height: float) -> float:
    """From row to row: as usual, or what the height allows; `block` is what one row takes of it."""
    return usual if rows <= 1 else min(usual, (height - block) / (rows - 1))


def stacked(
    at: int, rows: Sequence[Row], middle: QPointF, pitch: float, sizes: tuple[QSizeF, QSizeF],
    density: Density = Density.PLAIN,
) -> Column:
    """A column with its rows one under the other around its middle; the sizes are those of a unit and of a tile."""
    top = middle.y() - (len(rows) - 1) * pitch / 2
    slots = []
    for place, (kind, first, last) in enumerate(rows):
        size = sizes[kind != "unit"]
        corner = QPointF(middle.x() - size.width() / 2, top + place * pitch - size.height() / 2)
        slots.append(Slot(at, first, last, QRectF(corner, size), kind, density))
    return Column(middle.x(), sizes[0].height(), pitch, tuple(slots))
