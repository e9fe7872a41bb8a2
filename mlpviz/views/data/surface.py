"""The network's answers over the data square, as a picture and as the lines between its classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from mlpviz.data.shapes import HALF_WIDTH
from mlpviz.nn.arrays import Array
from mlpviz.state.lens import Picture
from mlpviz.views.data import contour
from mlpviz.views.data.answer import Reading, reading
from mlpviz.views.look.palette import Palette

REGION_DEPTH = 0.46
"""How much of its class colour a region takes where the class is sure, so that markers stand out on it."""
DARK_REACH = 0.5
"""How much of the softened map a surface uses in a dark theme."""
FLAT = 0.62
"""How deep the flat tints of hard edges are, as a share of the deepest shade."""

LEVELS = 1024

Pixels = NDArray[np.uint32]
Indices = NDArray[np.intp]


def picture(surface: Array, read: Reading, palette: Palette, *, hard: bool = False) -> QImage:
    """The answers (rows, columns, outputs) in colour, one pixel a sample; `hard` gives each class one flat tint."""
    if read.classes and read.outputs > 1:
        return _image(_regions(surface, read, palette, hard))
    if read.classes:
        share = read.lean(surface[:, :, 0])
        share = np.sign(share) * FLAT if hard else share
    else:
        share = surface[:, :, 0] / _limit(surface[:, :, 0])
    return _image(_mapped(_softened(share, palette), palette.lut("surface", LEVELS)))


def response(values: Array, palette: Palette) -> QImage:
    """How one unit responds (rows, columns), in the full colours of the graph."""
    return _image(_mapped(values / _limit(values), palette.lut("forward")))


def unit(picture: Picture, column: int, index: int, palette: Palette) -> QImage:
    """How unit `index` of a column of the graph responds, in the colours of its thumbnail there."""
    values, read = picture.responses[column][index], reading(picture.snapshot.experiment)
    if column == len(picture.responses) - 1 and read.classes:
        if read.outputs == 1:
            return _image(_mapped(read.lean(values), palette.lut("forward")))
        share = np.clip(np.nan_to_num((values - read.low) / (read.high - read.low)), 0.0, 1.0)
        shades = _shades([index], palette, 1.0)
        return _image(shades[(share * (LEVELS - 1) + 0.5).astype(np.intp)])
    limit = float(np.max(np.abs(np.nan_to_num(picture.responses[column])), initial=0.0)) or 1.0
    return _image(_mapped(values / limit, palette.lut("forward")))


def borders(surface: Array, read: Reading) -> list[Array]:
    """The lines on which the network changes its mind, each (m, 2) of x₁ and x₂; none where numbers are predicted."""
    if not read.classes or not surface.size:
        return []
    # One more row and column on every side, so that the lines run to the very edge of the square.
    framed = np.pad(surface, ((1, 1), (1, 1), (0, 0)), mode="edge")
    lines = _ties(framed) if read.outputs > 1 else contour.polylines(framed[:, :, 0], read.middle)
    cell = 2.0 * HALF_WIDTH / surface.shape[0]
    return [(line - 0.5) * cell - HALF_WIDTH for line in lines]


def _ties(surface: Array) -> list[Array]:
    """Where the two surest classes are equally sure; each such line once."""
    top, second, best, next_best = _ranked(surface)
    lines: list[Array] = []
    for label in range(surface.shape[2] - 1):
        ahead = best == label
        # A border with a class before this one has been drawn as that one's.
        later = np.where(ahead, next_best, best) > label
        height = surface[:, :, label] - np.where(ahead, second, top)
        lines += contour.polylines(height, 0.0, later[:-1, :-1] | later[1:, 1:])
    return lines


def _regions(surface: Array, read: Reading, palette: Palette, hard: bool) -> Pixels:
    """Each place in the colour of its class, stronger the further the next class is behind."""
    top, second, best, _ = _ranked(np.nan_to_num(surface))
    lead = (top - second) / (read.high - read.low)
    level = np.full(best.shape, round(FLAT * (LEVELS - 1))) if hard else (np.clip(lead, 0.0, 1.0) * (LEVELS - 1) + 0.5)
    table = _shades(range(surface.shape[2]), palette, REGION_DEPTH)
    found: Pixels = table[best * LEVELS + level.astype(np.intp)]
    return found


def _ranked(surface: Array) -> tuple[Array, Array, Indices, Indices]:
    """The highest and the second highest answer at every place, and whose they are."""
    top, second = surface[:, :, 0], np.full(surface.shape[:2], -np.inf)
    best, next_best = np.zeros(surface.shape[:2], dtype=np.intp), np.zeros(surface.shape[:2], dtype=np.intp)
    for label in range(1, surface.shape[2]):
        answer = surface[:, :, label]
        wins = answer > top
        beaten, loser = np.where(wins, top, answer), np.where(wins, best, label)
        top, best = np.where(wins, answer, top), np.where(wins, label, best)
        closer = beaten > second
        second, next_best = np.where(closer, beaten, second), np.where(closer, loser, next_best)
    return top, second, best, next_best


def _shades(labels: Sequence[int], palette: Palette, deepest: float) -> Pixels:
    """From the ground to the deepest shade of each class, LEVELS words a class one after the other."""
    ground = _channels(palette.color("canvas"))
    depth = np.linspace(0.0, deepest, LEVELS)[:, None]
    colors = [ground + depth * (_channels(palette.class_color(label)) - ground) for label in labels]
    return _words(np.rint(np.concatenate(colors)))


def _words(channels: Array | NDArray[np.uint8]) -> Pixels:
    """Red, green and blue (n, 3…) as one word each."""
    red, green, blue = (channels[:, channel].astype(np.uint32) for channel in range(3))
    packed: Pixels = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    return packed


def _softened(share: Array, palette: Palette) -> Array:
    """As far along the map as markers of the same hue still stand out: on dark ground its middle is bright already."""
    return np.clip(np.nan_to_num(share), -1.0, 1.0) * (DARK_REACH if palette.dark else 1.0)


def _mapped(share: Array, table: NDArray[np.uint8]) -> Pixels:
    """Look shares −1…1 up in a colour table."""
    place = (np.clip(np.nan_to_num(share), -1.0, 1.0) + 1.0) * (0.5 * (len(table) - 1)) + 0.5
    found: Pixels = _words(table)[place.astype(np.intp)]
    return found


def _image(pixels: Pixels) -> QImage:
    """A picture whose top row is the highest x₂."""
    upright = np.ascontiguousarray(pixels[::-1])
    height, width = upright.shape
    # The copy owns its memory; the array would be gone when the picture is painted.
    return QImage(upright.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _limit(values: Array) -> float:
    """The value at which the map ends: at least 1, so that a unit that hardly responds stays pale."""
    return max(1.0, float(np.max(np.abs(np.nan_to_num(values)), initial=0.0)))


def _channels(color: QColor) -> Array:
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)
