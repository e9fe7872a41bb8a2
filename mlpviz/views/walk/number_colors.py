"""The colours of the step-through's numbers: what flows back, what flowed forward, and the slope of the active unit."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from mlpviz.views.look.colors import READABLE, contrast
from mlpviz.views.look.palette import Palette


def role_color(palette: Palette, role: str, value: float | None, backward: bool) -> QColor:
    """The colour of text of a term's role: gradient, slope, forward, result, or anything else in the text colour.

    A result is a gradient while values flow back and a forward value otherwise. The sign picks the end of the map.
    """
    kind = ("gradient" if backward else "forward") if role == "result" else role
    if kind == "slope":
        amber = palette.color("hl")
        return amber if contrast(amber, palette.color("panel")) >= READABLE else palette.color("hlt")
    if kind not in ("gradient", "forward"):
        return palette.color("t1")
    return QColor(_readable(palette, kind, -1.0 if value is not None and value < 0 else 1.0))


@lru_cache(64)
def _readable(palette: Palette, kind: str, sign: float) -> QColor:
    """The first colour from the purest hue to the end of a map that can be read on a panel."""
    for share in (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        color = palette.backward(sign * share) if kind == "gradient" else palette.forward(sign * share)
        if contrast(color, palette.color("panel")) >= READABLE:
            return color
    return palette.backward(sign) if kind == "gradient" else palette.forward(sign)


def faded(color: QColor, share: float) -> QColor:
    """The colour with `share` of its strength, to be laid over another."""
    made = QColor(color)
    made.setAlphaF(share)
    return made
