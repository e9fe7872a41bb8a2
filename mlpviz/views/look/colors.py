"""Colours worked out of colours: mixed, compared, and as the pixels of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

READABLE = 4.5
"""Contrast that text needs against the ground it stands on (WCAG 2.1, level AA)."""


def mixed(color: QColor, ground: QColor, part: float) -> QColor:
    """The colour that `part` of a colour, 0…1, makes over a ground."""
    over = ((color.red(), ground.red()), (color.green(), ground.green()), (color.blue(), ground.blue()))
    return QColor(*(round(part * top + (1.0 - part) * below) for top, below in over))


def contrast(one: QColor, other: QColor) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.1)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def channels(color: QColor) -> NDArray[np.float64]:
    """Red, green and blue, 0…255, (3,)."""
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)


def packed(channels: NDArray[np.float64] | NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Red, green and blue (n, 3…), rounded, as one opaque pixel each, (n,)."""
    red, green, blue = (np.rint(channels[:, channel]).astype(np.uint32) for channel in range(3))
    pixels: NDArray[np.uint32] = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    return pixels


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(channel) for channel in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
