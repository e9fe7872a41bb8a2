"""The ground of a cell and the ink on it, which stays readable on every ground."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from mlpviz.views.look.colors import READABLE, contrast, mixed
from mlpviz.views.look.palette import Palette

STEEPNESS = 0.65
"""Small numbers are a little stronger in colour than their share, so that their sign can be seen."""
STEPS = 48
"""How many grounds there are on each side of 0."""
STRONGEST_GREY = 0.85


class CellLook:
    """Looks up ground and ink of a cell; each pair is worked out once for every theme."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, int], tuple[QColor, QColor]] = {}

    def of(self, palette: Palette, kind: str, share: float) -> tuple[QColor, QColor]:
        """Ground and ink for −1…1 on the map "backward" or "forward", or for 0…1 in "grey"."""
        known = 0.0 if math.isnan(share) else min(max(share, -1.0), 1.0)
        key = palette.name, kind, round(math.copysign(abs(known) ** STEEPNESS, known) * STEPS)
        if key not in self._found:
            self._found[key] = _readable(palette, kind, key[2] / STEPS)
        return self._found[key]


def _readable(palette: Palette, kind: str, share: float) -> tuple[QColor, QColor]:
    """The ground nearest to a share on which one of the inks reaches the contrast that text needs."""
    inks = palette.color("t1"), palette.color("onink")
    sign = -1.0 if share < 0 else 1.0
    for moved in sorted((at / 100 for at in range(101)), key=_Distance(abs(share))):
        ground = _ground(palette, kind, sign * moved)
        ink = max(inks, key=_Contrast(ground))
        if contrast(ink, ground) >= READABLE:
            return ground, ink
    return palette.color("panel"), palette.color("t1")


def _ground(palette: Palette, kind: str, share: float) -> QColor:
    if kind == "grey":
        return mixed(palette.color("t2"), palette.color("sel"), STRONGEST_GREY * abs(share))
    return palette.shade(kind, share)


class _Distance:
    """How far a share is from the wanted one."""

    def __init__(self, wanted: float) -> None:
        self._wanted = wanted

    def __call__(self, share: float) -> float:
        return abs(share - self._wanted)


class _Contrast:
    """How well an ink can be read on a ground."""

    def __init__(self, ground: QColor) -> None:
        self._ground = ground

    def __call__(self, ink: QColor) -> float:
        return contrast(ink, self._ground)
