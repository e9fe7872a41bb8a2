"""Where the names of curves stand: beside their curve, and not on one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF

SHARES = (0.03, 0.97, 0.12, 0.88, 0.2, 0.8, 0.3, 0.7, 0.42, 0.58)
"""Where along the width a name may stand, the best place first."""
GAP = 5.0
"""Px between a curve and its name."""


class LabelPlaces:
    """Gives every name a place that no other thing has."""

    def __init__(self, area: QRectF, taken: Sequence[QRectF] = ()) -> None:
        """`area` is the plot; `taken` are places that are no longer free."""
        self._area, self.taken = area, list(taken)

    def find(
        self, size: tuple[float, float], curve: Callable[[float], float], shares: Sequence[float] = SHARES
    ) -> QRectF | None:
        """A free place for a name of that size beside the curve, given as px y of a px x; None if there is none."""
        width, height = size
        for share in shares:
            x = self._area.left() + share * (self._area.width() - width)
            heights = [curve(x + part * width) for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
            for top in (max(heights) + GAP, min(heights) - GAP - height):
                place = QRectF(QPointF(x, top), QPointF(x + width, top + height))
                if self._area.contains(place) and not any(place.intersects(one) for one in self.taken):
                    self.taken.append(place)
                    return place
        return None

    def take(self, place: QRectF) -> None:
        """Keep a place free."""
        self.taken.append(place)
