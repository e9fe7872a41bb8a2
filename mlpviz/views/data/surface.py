"""The network's answers over the data square, as a picture and as the lines between its classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from mlpviz.engine.borders import ranked
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Picture
from mlpviz.views.data.answer import Reading, reading
from mlpviz.views.look.colors import channels, packed
from mlpviz.views.look.palette import Palette

REGION_DEPTH = 0.46
"""How much of its class colour a region takes where the class is sure, so that markers stand out on it."""
DARK_REACH = 0.5
"""How much of the softened map a surface uses in a dark theme."""
FLAT = 0.62
"""How deep the flat tints of hard edges are, as a share of the deepest shade."""

LEVELS = 1024

Pixels = NDArray[np.uint32]


def picture(surface: Array, read: Reading, palette: Palette, *, hard: bool = False) -> QImage:
    """The answers (rows, columns, outputs) in colour, one pixel a sample; `hard` gives each class one flat tint."""
    if read.classes and read.outputs > 1:
        return _image(_regions(surface, read, palette, hard))
    if read.classes and read.colors != (0, 1):
        both = np.concatenate([-surface, surface], axis=2) + np.array([2.0 * read.middle, 0.0])
        return _image(_regions(both, read, palette, hard))
    if read.classes:
        share = read.lean(surface[:, :, 0])
        share = np.sign(share) * FLAT if hard else share
    else:
        share = read.scale.shares(surface[:, :, 0])
    # As far along the map as markers of the same hue still stand out: on dark ground its middle is bright already.
    return _image(_mapped(share, palette.lut("surface", LEVELS), DARK_REACH if palette.dark else 1.0))


def response(values: Array, palette: Palette) -> QImage:
    """How one unit responds (rows, columns), in the full colours of the graph."""
    return _image(_mapped(values / _limit(values), palette.lut("forward")))


def unit(picture: Picture, column: int, index: int, palette: Palette) -> QImage:
    """How unit `index` of a column of the graph responds, in the colours of its thumbnail there."""
    values, read = picture.responses[column][index], reading(picture.snapshot.experiment)
    if column == len(picture.responses) - 1 and read.classes:
        if read.outputs == 1:
            return _image(_mapped(read.lean(values), palette.lut("forward")))
        share = np.clip(np.nan_to_num((read.lean(values) + 1.0) / 2.0), 0.0, 1.0)
        shades = _shades([read.colors[index]], palette, 1.0)
        return _image(shades[(share * (LEVELS - 1) + 0.5).astype(np.intp)])
    if column == len(picture.responses) - 1 and index == 0:
        shares = read.scale.shares(picture.snapshot.experiment.scaling.first_answers(values))
        return _image(_mapped(shares, palette.lut("forward")))
    limit = float(np.max(np.abs(np.nan_to_num(picture.responses[column])), initial=0.0)) or 1.0
    return _image(_mapped(values / limit, palette.lut("forward")))


def _regions(surface: Array, read: Reading, palette: Palette, hard: bool) -> Pixels:
    """Each place in the colour of its class, stronger the further the next class is behind."""
    top, second, best, _ = ranked(np.nan_to_num(surface))
    lead = (top - second) / (2.0 * read.reach)
    level = np.full(best.shape, round(FLAT * (LEVELS - 1))) if hard else (np.clip(lead, 0.0, 1.0) * (LEVELS - 1) + 0.5)
    table = _shades(read.colors, palette, REGION_DEPTH)
    found: Pixels = table[best * LEVELS + level.astype(np.intp)]
    return found


def _shades(labels: Sequence[int], palette: Palette, deepest: float) -> Pixels:
    """From the ground to the deepest shade of each class, LEVELS words a class one after the other."""
    ground = channels(palette.color("canvas"))
    depth = np.linspace(0.0, deepest, LEVELS)[:, None]
    colors = [ground + depth * (channels(palette.class_color(label)) - ground) for label in labels]
    return packed(np.concatenate(colors))


def _mapped(share: Array, table: NDArray[np.uint8], reach: float = 1.0) -> Pixels:
    """Look shares −1…1 up in a colour table, of which `reach` is used to both sides of the middle."""
    known = np.clip(share, -1.0, 1.0)
    known[np.isnan(known)] = 0.0
    middle = 0.5 * (len(table) - 1)
    found: Pixels = packed(table)[(known * (reach * middle) + (middle + 0.5)).astype(np.intp)]
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
