"""Strands: each path of a chain as a ribbon from the loss back to the weight, beside the others that it meets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from mlpviz.views.graph.layout import GraphLayout, Key, Slot, curve
from mlpviz.views.walk.chain.scene import ChainScene

WHOLE = 26.0
"""Px of all strands together, where units are high enough."""
LEAST, CUT = 1.5, 2.0
"""Px of the thinnest strand, and of one that is cut."""
APART = 1.0


@dataclass(frozen=True)
class Ribbon:
    """One strand between two columns."""

    row: int
    """The path."""
    ends: tuple[Key, Key]
    """The unit at the left and the one at the right."""
    line: QPainterPath
    """Its middle, from left to right."""
    width: float
    known: bool
    """Whether the step has come so far."""


def slot_at(layout: GraphLayout, key: Key) -> Slot | None:
    """The place of a unit, or of the tile that stands for it."""
    found = layout.nodes.get(key)
    if found is not None:
        return found
    tiles = layout.columns[key[0]].tiles
    return next((tile for tile in tiles if tile.first <= key[1] <= tile.last), None)


def widths_of(scene: ChainScene, layout: GraphLayout) -> list[float]:
    """How thick the strand of each path is: its share of what the lowest unit has room for."""
    heights = [column.slots[0].rect.height() for column in layout.columns]
    whole = max(8.0, min(WHOLE, min(heights) - 6.0))
    return [CUT if path.cut or not path.share > 0 else max(LEAST, whole * path.share) for path in scene.paths]


def ribbons(scene: ChainScene, layout: GraphLayout) -> list[Ribbon]:
    """The strands of every listed path, from the loss back."""
    widths = widths_of(scene, layout)
    bundles = _bundles(scene)
    found = []
    for row in range(len(scene.paths)):
        keys = scene.keys_of(row)
        for step, (right, left) in enumerate(zip(keys, keys[1:], strict=False)):
            start, end = slot_at(layout, left), slot_at(layout, right)
            if start is not None and end is not None:
                tail = QPointF(start.rect.right(), start.rect.center().y() + _offset(bundles[left], row, widths))
                tip = QPointF(end.rect.left(), end.rect.center().y() + _offset(bundles[right], row, widths))
                column = min(max(0, 2 * step - 1), scene.story.steps.columns - 1)
                if left[0] == scene.story.place.layer - 1:  # along the weight itself travels what it multiplies
                    column = scene.story.steps.columns - 1
                found.append(Ribbon(row, (left, right), curve(tail, tip), widths[row], scene.known(row, column)))
    return found


def bundle_width(scene: ChainScene, layout: GraphLayout) -> float:
    """How thick all strands are side by side."""
    widths = widths_of(scene, layout)
    return sum(widths) + APART * (len(widths) - 1)


def _bundles(scene: ChainScene) -> dict[Key, list[int]]:
    """The paths through each unit, from top to bottom."""
    found: dict[Key, list[int]] = {}
    for row in range(len(scene.paths)):
        for key in scene.keys_of(row):
            found.setdefault(key, []).append(row)
    return found


def _offset(bundle: list[int], row: int, widths: list[float]) -> float:
    """How far below the middle of a unit the strand of a path passes."""
    whole = sum(widths[one] for one in bundle) + APART * (len(bundle) - 1)
    before = sum(widths[one] + APART for one in bundle[: bundle.index(row)])
    return before + widths[row] / 2 - whole / 2
