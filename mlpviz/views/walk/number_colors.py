"""The colours of the step-through's numbers: what flows back, what flowed forward, and the slope of the active unit."""

from __future__ import annotations

from PySide6.QtGui import QColor

from mlpviz.views.look.palette import Palette

READABLE = 4.5
"""Contrast that text needs against the ground it stands on."""


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
    sign = -1.0 if value is not None and value < 0 else 1.0
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


def contrast(one: QColor, other: QColor) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.1)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(channel) for channel in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
