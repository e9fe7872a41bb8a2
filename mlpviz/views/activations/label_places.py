"""Where the names of curves stand: beside their curve, and not on one another."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF

SHARES = (0.03, 0.97, 0.12, 0.88, 0.2, 0.8, 0.3, 0.7, 0.42, 0.58)
"""Where along the width a name may stand, the best place first."""
Height = Callable[[float], float]
"""The px y of a curve at a px x; infinite where it is nowhere."""
GAP = 5.0
"""Px between a curve and its name."""


class LabelPlaces:
    """Gives every name a place that no other thing has."""

    def __init__(self, area: QRectF, taken: Sequence[QRectF] = (), curves: Sequence[Height] = ()) -> None:
        """`area` is the plot, `taken` are places that are no longer free, `curves` are better not covered."""
        self._area, self.taken, self._curves = area, list(taken), list(curves)

    def find(
        self, size: tuple[float, float], curve: Height, shares: Sequence[float] = SHARES
    ) -> QRectF | None:
        """A free place for a name of that size beside the curve; None if there is none."""
        width, height = size
        second: QRectF | None = None
        for share in shares:
            x = self._area.left() + share * (self._area.width() - width)
            heights = [curve(x + part * width) for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
            if not all(map(math.isfinite, heights)):
                continue
            for top in (max(heights) + GAP, min(heights) - GAP - height):
                place = QRectF(QPointF(x, top), QPointF(x + width, top + height))
                if self._area.contains(place) and not any(place.intersects(one) for one in self.taken):
                    if not self.covers(place):
                        self.taken.append(place)
                        return place
                    second = second or place
        if second is not None:
            self.taken.append(second)
        return second

    def covers(self, place: QRectF) -> bool:
        """Whether a curve runs through a place."""
        parts = [place.left() + share * place.width() for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]
        for curve in self._curves:
            heights = [height for height in map(curve, parts) if math.isfinite(height)]
            if heights and min(heights) < place.bottom() + 1 and max(heights) > place.top() - 1:
                return True
        return False

    def take(self, place: QRectF) -> None:
        """Keep a place free."""
        self.taken.append(place)
