"""Where the columns and rows of the ledger stand; both scroll by whole ones, so that no number is ever cut."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.records import Part
    from mlpviz.engine.telling.batch.story import BatchStory

MANY = 16
"""More columns than these may be folded, layer by layer."""
CROWD = 64
"""More columns than these begin folded."""
MOST_PINNED = 0.4
"""The share of the room that folded layers may keep for themselves."""
UNIT_GAP, LAYER_GAP, PART_GAP = 10.0, 16.0, 9.0
"""Px between the columns of two units, of two layers, and between two parts of the rows."""


class Item(NamedTuple):
    """A column of the ledger, or a layer that is folded into one."""

    layer: int
    unit: int
    """−1 for a folded layer."""
    column: int
    """−1 for a folded layer."""


@dataclass(frozen=True)
class ColumnPlace:
    """An item on screen."""

    item: Item
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True)
class RowPlace:
    """A row on screen."""

    row: int
    top: float
    height: float
    opens: bool
    """Whether a part of the rows begins with it, other than the first."""

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


def items_of(story: BatchStory, folded: Collection[int], chosen: int) -> list[Item]:
    """Every column; of folded layers first each as one, and of them only the unit of the chosen column."""
    columns, found = story.columns, [Item(layer, -1, -1) for layer in sorted(folded)]
    at = columns.place(chosen)
    for layer, (start, end) in enumerate(zip(columns.starts, columns.starts[1:], strict=False), start=1):
        if layer in folded and layer != at[0]:
            continue
        sources = columns.sources(layer)
        for column in range(start, end):
            unit = (column - start) // sources
            if layer not in folded or unit == at[1]:
                found.append(Item(layer, unit, column))
    return found


def pinned_in(items: Sequence[Item], room: float, width: float) -> int:
    """How many folded layers stay where they are while the others scroll: all of them, or none if they are many."""
    count = sum(item.column < 0 for item in items)
    return count if count * (width + LAYER_GAP) <= MOST_PINNED * room else 0


def columns_in(
    items: Sequence[Item], pinned: int, first: int, left: float, right: float, width: float
) -> list[ColumnPlace]:
    """The pinned columns, then those from `first` of the others that fit between two edges, each `width` px wide."""
    found: list[ColumnPlace] = []
    x = left
    for item in (*items[:pinned], *items[pinned + first :]):
        x += _gap(found[-1].item, item) if found else 0.0
        if x + width > right + 0.5:
            break
        found.append(ColumnPlace(item, x, width))
        x += width
    return found


def extent_of(items: Sequence[Item], width: float) -> float:
    """The px that all columns take."""
    gaps = sum(_gap(one, other) for one, other in zip(items, items[1:], strict=False))
    return len(items) * width + gaps


def last_first(items: Sequence[Item], pinned: int, room: float, width: float) -> int:
    """The first column of the last screen: from it on all others fit behind the pinned ones."""
    room -= extent_of(items[:pinned], width) + (LAYER_GAP if pinned else 0.0)
    used, at = width, len(items) - 1
    while at > pinned:
        used += width + _gap(items[at - 1], items[at])
        if used > room + 0.5:
            break
        at -= 1
    return max(0, at - pinned)


def rows_in(parts: Sequence[Part], first: int, top: float, bottom: float, pitch: float) -> list[RowPlace]:
    """The rows from `first` on that fit between two edges."""
    found: list[RowPlace] = []
    y = top
    starts = {part.start for part in parts}
    for row in range(first, parts[-1].start + parts[-1].count):
        opens = row in starts and row > 0
        y += PART_GAP if opens and found else 0.0
        if y + pitch > bottom + 0.5:
            break
        found.append(RowPlace(row, y, pitch, opens))
        y += pitch
    return found


def height_of(parts: Sequence[Part], pitch: float) -> float:
    """The px that all rows take."""
    return sum(part.count for part in parts) * pitch + (len(parts) - 1) * PART_GAP


def last_first_row(parts: Sequence[Part], room: float, pitch: float) -> int:
    """The first row of the last screen."""
    count = parts[-1].start + parts[-1].count
    first = count - 1
    while first > 0 and len(rows_in(parts, first - 1, 0.0, room, pitch)) == count - first + 1:
        first -= 1
    return first


def _gap(one: Item, other: Item) -> float:
    apart = one.layer != other.layer or min(one.column, other.column) < 0
    return LAYER_GAP if apart else UNIT_GAP if one.unit != other.unit else 0.0
