"""Fits a network of thumbnails to an area: columns at equal distances, nodes as large as the height allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from mlpviz.views.graph.layout import Column, GraphLayout, Row, Slot, pitch_of, rows_of, shown_units, stacked
from mlpviz.views.look.palette import tokens

MOST_SHOWN = 16
"""A layer with more units than this is folded."""
ROWS_OF_FOLDED = 14
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
LEAST_ROWS, FOOTED_ROW = 2, 46.0
"""There is no such place where it would push so many inputs into each other."""
_ROOMY_WIDTH, _ROOMY_HEIGHT = 900.0, 560.0
_SPREAD = {2: 128.0 / 76.0, 3: 96.0 / 76.0}
"""Few nodes stand further apart, as shares of the usual pitch."""


def least_width(columns: int, scale: float = 1.0) -> float:
    """The width below which the graph scrolls sideways."""
    return LEFT + RIGHT + LEAST_PITCH * scale * (columns - 1)


def thumbnail_layout(
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
    free = 2 * (FOOT_GAP + FOOT_HEIGHT)
    foot = foot and height - free >= min(widths[0], LEAST_ROWS) * FOOTED_ROW
    heights = [height - free * (foot and index == 0) for index in range(len(widths))]
    plans = [
        _plan(count, _sizes(width, heights[index], max(widths), large), heights[index], index == len(widths) - 1)
        for index, count in enumerate(widths)
    ]
    if large:  # the names beside larger inputs keep their distance from the edge
        left += max(0.0, (plans[0].size - USUAL_SIZE) / 2)
    pitch, middle = (width - left - RIGHT) / max(1, len(widths) - 1), _middle(plans, height)
    columns = []
    for index, (count, plan) in enumerate(zip(widths, plans, strict=True)):
        rows, at = _rows(count, plan.rows, (opened or {}).get(index)), QPointF(left + index * pitch, middle)
        sizes = QSizeF(plan.size, plan.size), QSizeF(TILE_WIDTH, min(TILE_HEIGHT, plan.size))
        columns.append(stacked(index, rows, at, plan.pitch, sizes))
    place = QPointF(left, _foot(columns[0], height)) if foot else None
    return GraphLayout(tuple(widths), tuple(columns), QRectF(0, 0, width, height), place)


def bias_place(layout: GraphLayout, slot: Slot) -> QRectF:
    """Where the bias of a unit is drawn; empty for inputs, tiles, and where there is no room."""
    gap = layout.columns[slot.column].gap
    if not slot.is_unit or slot.column == 0 or gap < LEAST_GAP:
        return QRectF()
    height = min(9.0, gap - 2.0)
    width = slot.rect.width() * 36.0 / USUAL_SIZE
    middle = slot.rect.bottom() + (8.0 if gap >= TICK_ROOM else gap / 2)
    return QRectF(slot.rect.center().x() - width / 2, middle - height / 2, width, height)


def _foot(inputs: Column, height: float) -> float:
    """Where the place under the inputs begins: half a node below them where there is room."""
    return min(inputs.slots[-1].rect.bottom() + max(FOOT_GAP, inputs.gap / 3), height - FOOT_HEIGHT - 2)


@dataclass(frozen=True)
class _Plan:
    rows: int
    size: float
    pitch: float
    above: float

    @property
    def extent(self) -> float:
        return (self.rows - 1) * self.pitch + self.size


def _plan(count: int, allowed: tuple[list[float], float], height: float, is_last: bool) -> _Plan:
    rows = count if count <= MOST_SHOWN else ROWS_OF_FOLDED
    above = TOP + (LABEL_ROOM - 4.0 if is_last else 0.0)
    sizes, usual = allowed
    usual, room = usual * _SPREAD.get(rows, 1.0), height - above - BOTTOM
    for size in sizes:
        pitch = pitch_of(rows, size, usual, room)
        if pitch >= size + (TICK_ROOM if size >= sizes[-3] else TICK_ROOM / 2):
            return _Plan(rows, size, pitch, above)
    size = sizes[-1]
    if count > 3:
        rows = min(rows, max(3, int((room - size) / (size + LEAST_GAP)) + 1))
    return _Plan(rows, size, pitch_of(rows, size, usual, room), above)


def _sizes(width: float, height: float, widest: int, large: bool) -> tuple[list[float], float]:
    """The sizes of a node to try, the best first, and the usual distance of two."""
    sizes = tokens()["sizes"]
    normal, least = float(sizes["node"]["default"]), float(sizes["node"]["compact_min"])
    steps = [normal, (normal + least) / 2, least]
    if not large and (width < _ROOMY_WIDTH or height < _ROOMY_HEIGHT):
        return steps, float(sizes["node_pitch_max"])
    if large or widest <= 3:
        return [float(sizes["node"]["roomy_max_3_per_layer"]), 56.0, *steps], 120.0
    return [56.0, *steps], 96.0


def _middle(plans: Sequence[_Plan], height: float) -> float:
    # Tall columns begin at the top, where the chips are; what is over below is where the card opens.
    highest = max(plan.above + plan.extent / 2 for plan in plans)
    lowest = max(plan.extent / 2 for plan in plans) + BOTTOM
    slack = height - highest - lowest
    return highest + max(0.0, slack - 48.0) / 2


def _rows(count: int, most: int, top: int | None) -> list[Row]:
    if top is None or most >= count:
        return rows_of(count, shown_units(count, most))
    shown = max(1, most - 2)
    top = min(max(top, 0), count - shown)
    rows = rows_of(count, range(top, top + shown), "up", "down")
    return rows if top else [("fold", 0, -1), *rows]
