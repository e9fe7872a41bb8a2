"""Free places for labels on, beside and beyond the edges of a graph."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

ALONG_FLAT = (0.5, 0.36, 0.64, 0.28, 0.72)
ALONG_STEEP = (0.36, 0.64, 0.5, 0.28, 0.72, 0.22, 0.78)
"""Where on an edge its label may stand, best first: steep edges cross each other in the middle."""
STEEP = 30.0
AWAY = 34.0
"""From a line to the middle of a box beside it."""
GRID, GRID_STEPS = 10.0, 20
"""Px between two places that are tried where none of the better ones is free, and how many each way."""

Size = tuple[float, float]
Taken = tuple[list[QRectF], list[QRectF]]
"""What a box had better keep clear of, and what it must."""


def placed_free(candidates: Iterable[QRectF], taken: Sequence[QRectF], inside: QRectF) -> QRectF | None:
    """The first rectangle that lies inside and touches none of those taken."""
    free = (rect for rect in candidates if inside.contains(rect) and not any(map(rect.intersects, taken)))
    return next(free, None)


def on_edge(path: QPainterPath, size: Size, taken: list[QRectF], inside: QRectF) -> QRectF | None:
    """A free place for a label on the line itself."""
    shares = ALONG_STEEP if steepness(path) > STEEP else ALONG_FLAT
    return placed_free((centered(path.pointAtPercent(share), size) for share in shares), taken, inside)


def beside_edge(path: QPainterPath, size: Size, taken: Taken, inside: QRectF) -> QRectF | None:
    """A free place for a box near the line: above or below, beside a steep one."""
    shifts = (-AWAY, AWAY, -1.5 * AWAY, 1.5 * AWAY, -2 * AWAY, 2 * AWAY, -3 * AWAY, 3 * AWAY)
    points = [path.pointAtPercent(share) for share in (0.5, 0.36, 0.64)]
    candidates = [_pushed_in(centered(point + QPointF(0, by), size), inside) for by in shifts for point in points]
    if steepness(path) > STEEP:
        across = (size[0] / 2 + 18, -size[0] / 2 - 18)
        beside = [centered(point + QPointF(by, 0), size) for by in across for point in points]
        candidates = [rect for rect in beside if inside.contains(rect)] + candidates
    return _best(candidates, taken, inside, 2 * len(points)) or near(points[0], size, taken[1], inside)


def beyond_edge(path: QPainterPath, size: Size, taken: Taken, inside: QRectF) -> QRectF | None:
    """A free place for a box at the loss: at the right end, level with the output that the line comes from."""
    start, end = path.pointAtPercent(0), path.pointAtPercent(1)
    away = -1.0 if start.y() <= end.y() else 1.0
    right = inside.right() - size[0] / 2
    levels = (start.y() - away * 4, end.y() + away * 64, end.y() + away * 96, end.y() - away * 64, end.y() - away * 96)
    candidates = [_pushed_in(centered(QPointF(right, level), size), inside) for level in levels]
    return _best(candidates, taken, inside, 1) or near(path.pointAtPercent(0.5), size, taken[1], inside)


def near(point: QPointF, size: Size, taken: list[QRectF], inside: QRectF) -> QRectF | None:
    """The free place that is nearest to a point, on a grid around it; None if there is none near enough."""
    return placed_free((centered(point + move, size) for move in _moves()), taken, inside)


def _best(candidates: list[QRectF], taken: Taken, inside: QRectF, close: int) -> QRectF | None:
    """Close by rather than far away, and there as free as possible."""
    tries = ((places, rects) for places in (candidates[:close], candidates) for rects in taken)
    found = (placed_free(places, rects, inside) for places, rects in tries)
    return next((place for place in found if place is not None), None)


@cache
def _moves() -> list[QPointF]:
    """Ways from a point to those around it, the shortest first."""
    steps = range(-GRID_STEPS, GRID_STEPS + 1)
    moves = [(GRID * across, GRID * down) for across in steps for down in steps]
    return [QPointF(*move) for move in sorted(moves, key=lambda move: math.hypot(*move))]


def steepness(path: QPainterPath) -> float:
    """How far the ends of an edge lie apart in height."""
    return abs(path.pointAtPercent(0).y() - path.pointAtPercent(1).y())


def centered(point: QPointF, size: Size) -> QRectF:
    """A rectangle around a point."""
    return QRectF(point.x() - size[0] / 2, point.y() - size[1] / 2, size[0], size[1])


def _pushed_in(rect: QRectF, inside: QRectF) -> QRectF:
    left = min(max(rect.left(), inside.left()), max(inside.left(), inside.right() - rect.width()))
    top = min(max(rect.top(), inside.top()), max(inside.top(), inside.bottom() - rect.height()))
    return QRectF(left, top, rect.width(), rect.height())
