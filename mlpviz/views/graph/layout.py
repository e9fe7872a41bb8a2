"""Where everything of the network graph stands: columns, nodes, folded tiles, and the curves between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from mlpviz.views.look.palette import tokens

MOST_SHOWN = 16
"""A layer with more units than this is folded."""
SHOWN_OF_FOLDED = 12
LEFT, RIGHT = 68.0, 88.0
"""From the sides to the centres of the first and last column: room for labels and class marks."""
USUAL_SIZE = 44.0
"""Px of a node for which that room is enough."""
LEAST_PITCH = 66.0
"""Columns closer than this make the graph scroll sideways."""
TOP, BOTTOM = 8.0, 18.0
LABEL_ROOM = 18.0
TICK_ROOM = 16.0
"""Under a node for its bias."""
LEAST_GAP = 5.0
TILE_WIDTH, TILE_HEIGHT = 66.0, 24.0
FOOT_GAP, FOOT_HEIGHT = 10.0, 24.0
"""Under the inputs, for what adds a feature."""
_ROOMY_WIDTH, _ROOMY_HEIGHT = 900.0, 560.0
_SPREAD = {2: 128.0 / 76.0, 3: 96.0 / 76.0}
"""Few nodes stand further apart, as shares of the usual pitch."""

Kind = Literal["unit", "open", "up", "down", "fold"]


@dataclass(frozen=True)
class Slot:
    """A place in a column: one unit, or a tile that stands for several or moves an opened column."""

    column: int
    first: int
    """The unit, or the first of those that the tile stands for."""
    last: int
    rect: QRectF
    kind: Kind = "unit"

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
    width: float
    height: float
    foot: QPointF | None = None
    """Top centre of the place under the inputs; None if none is wanted."""

    @property
    def pitch(self) -> float:
        """From column to column."""
        return self.columns[1].x - self.columns[0].x if len(self.columns) > 1 else self.width

    def slots(self) -> list[Slot]:
        """Every slot, column by column."""
        return [slot for column in self.columns for slot in column.slots]

    def slot_at(self, point: QPointF, reach: float = 2.0) -> Slot | None:
        """The node or tile under a point."""
        for slot in self.slots():
            if slot.rect.adjusted(-reach, -reach, reach, reach).contains(point):
                return slot
        return None

    def bias_rect(self, slot: Slot) -> QRectF:
        """Where the bias of a unit is drawn; empty for inputs, tiles, and where there is no room."""
        gap = self.columns[slot.column].gap
        if not slot.is_unit or slot.column == 0 or gap < LEAST_GAP:
            return QRectF()
        height = min(9.0, gap - 2.0)
        width = slot.rect.width() * 36.0 / USUAL_SIZE
        middle = slot.rect.bottom() + (8.0 if gap >= TICK_ROOM else gap / 2)
        return QRectF(slot.rect.center().x() - width / 2, middle - height / 2, width, height)

    def has_labels(self) -> bool:
        """Whether there is room for a line of text above each output."""
        last = self.columns[-1]
        return len(last.slots) == 1 or last.gap >= LABEL_ROOM + 12.0


def least_width(columns: int, scale: float = 1.0) -> float:
    """The width below which the graph scrolls sideways."""
    return LEFT + RIGHT + LEAST_PITCH * scale * (columns - 1)


def arrange(
    widths: Sequence[int],
    width: float,
    height: float,
    opened: Mapping[int, int] | None = None,
    *,
    left: float = LEFT,
    foot: bool = False,
    large: bool = False,
) -> GraphLayout:
    """Place a network of these widths (inputs first). `opened` maps an unfolded column to its topmost unit.

    `left` is the room to the centre of the first column, and `foot` asks for a place under it. `large` asks for the
    largest nodes that the height allows, for a projector.
    """
    width = max(width, least_width(len(widths)))
    # Columns stand in the middle, so what is kept free below the inputs is kept free above them too.
    heights = [height - 2 * (FOOT_GAP + FOOT_HEIGHT) * (foot and index == 0) for index in range(len(widths))]
    plans = [
        _plan(count, _sizes(width, heights[index], max(widths), large), heights[index], index == len(widths) - 1)
        for index, count in enumerate(widths)
    ]
    if large:  # the names beside larger inputs keep their distance from the edge
        left += max(0.0, (plans[0].size - USUAL_SIZE) / 2)
    pitch = (width - left - RIGHT) / max(1, len(widths) - 1)
    middle = _middle(plans, height)
    columns = []
    for index, (count, plan) in enumerate(zip(widths, plans, strict=True)):
        pieces = _pieces(count, plan.items, (opened or {}).get(index))
        columns.append(_column(index, left + index * pitch, middle, plan, pieces))
    place = QPointF(left, _foot(columns[0], height)) if foot else None
    return GraphLayout(tuple(widths), tuple(columns), width, height, place)


def _foot(inputs: Column, height: float) -> float:
    """Where the place under the inputs begins: half a node below them where there is room."""
    return min(inputs.slots[-1].rect.bottom() + max(FOOT_GAP, inputs.gap / 3), height - FOOT_HEIGHT - 2)


def curve(start: QPointF, end: QPointF) -> QPainterPath:
    """The edge between two points: a cubic Bézier with horizontal tangents."""
    reach = float(tokens()["lines"]["edge_bezier_tangent"]) * (end.x() - start.x())
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x() + reach, start.y()), QPointF(end.x() - reach, end.y()), end)
    return path


@dataclass(frozen=True)
class _Plan:
    items: int
    size: float
    pitch: float
    above: float

    @property
    def extent(self) -> float:
        return (self.items - 1) * self.pitch + self.size


def _plan(count: int, allowed: tuple[list[float], float], height: float, is_last: bool) -> _Plan:
    items = count if count <= MOST_SHOWN else SHOWN_OF_FOLDED + 2
    above = TOP + (LABEL_ROOM - 4.0 if is_last else 0.0)
    sizes, usual = allowed
    usual *= _SPREAD.get(items, 1.0)
    for size in sizes:
        pitch = _pitch(items, size, usual, height - above - BOTTOM)
        if pitch >= size + (TICK_ROOM if size >= sizes[-3] else TICK_ROOM / 2):
            return _Plan(items, size, pitch, above)
    size = sizes[-1]
    free = height - above - BOTTOM - size
    fitting = max(3, int(free / (size + LEAST_GAP)) + 1)
    items = min(items, fitting) if count > 3 else items
    return _Plan(items, size, _pitch(items, size, usual, height - above - BOTTOM), above)


def _sizes(width: float, height: float, widest: int, large: bool) -> tuple[list[float], float]:
    """The sizes of a node to try, the best first, and the usual distance of two."""
    sizes = tokens()["sizes"]
    normal, least = float(sizes["node"]["default"]), float(sizes["node"]["compact_min"])
    pitch = float(sizes["node_pitch_max"])
    steps = [normal, (normal + least) / 2, least]
    if large or (width >= _ROOMY_WIDTH and height >= _ROOMY_HEIGHT):
        if large or widest <= 3:
            return [float(sizes["node"]["roomy_max_3_per_layer"]), 56.0, *steps], 120.0
        return [56.0, *steps], 96.0
    return steps, pitch


def _pitch(items: int, size: float, usual: float, height: float) -> float:
    return usual if items <= 1 else min(usual, (height - size) / (items - 1))


def _middle(plans: Sequence[_Plan], height: float) -> float:
    # Tall columns begin at the top, where the chips are; what is over below is where the card opens.
    highest = max(plan.above + plan.extent / 2 for plan in plans)
    lowest = max(plan.extent / 2 for plan in plans) + BOTTOM
    slack = height - highest - lowest
    return highest + max(0.0, slack - 48.0) / 2


def _pieces(count: int, items: int, top: int | None) -> list[tuple[Kind, int, int]]:
    if items >= count:
        return [("unit", unit, unit) for unit in range(count)]
    if top is None:
        shown = items - 2
        units: list[tuple[Kind, int, int]] = [("unit", unit, unit) for unit in range(shown)]
        return [*units, ("open", shown, count - 2), ("unit", count - 1, count - 1)]
    shown = max(1, items - 2)
    top = min(max(top, 0), count - shown)
    upper: Kind = "up" if top else "fold"
    pieces: list[tuple[Kind, int, int]] = [(upper, 0, top - 1)]
    pieces += [("unit", unit, unit) for unit in range(top, top + shown)]
    return [*pieces, ("down", top + shown, count - 1)] if top + shown < count else pieces


def _column(index: int, x: float, middle: float, plan: _Plan, pieces: Sequence[tuple[Kind, int, int]]) -> Column:
    slots = []
    first = middle - (len(pieces) - 1) * plan.pitch / 2
    for place, (kind, start, end) in enumerate(pieces):
        wide, high = (plan.size, plan.size) if kind == "unit" else (TILE_WIDTH, min(TILE_HEIGHT, plan.size))
        rect = QRectF(x - wide / 2, first + place * plan.pitch - high / 2, wide, high)
        slots.append(Slot(index, start, end, rect, kind))
    return Column(x, plan.size, plan.pitch, tuple(slots))
