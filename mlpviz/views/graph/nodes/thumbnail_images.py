"""The images of the thumbnails: the answer of every unit over the data square, in colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.value_scale import value_scale
from mlpviz.state.picture_maker import Picture
from mlpviz.views.look.colors import channels, packed
from mlpviz.views.look.steady_limit import SteadyLimit
from mlpviz.views.look.theme import Theme

SIZE = 256
_FORMAT = QImage.Format.Format_RGB32


class ThumbnailImages:
    """Makes one small image a unit; in motion the limits of all columns but the inputs move rarely."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._limits: list[SteadyLimit] = []
        self.resting = True
        """Whether the next picture stays on show."""
        self._inputs: NDArray[np.float64] | None = None
        self._input_images: list[QImage] = []
        self.restyle()

    def restyle(self) -> None:
        """Take the colours from the theme again."""
        colors = self._theme.palette
        self._inputs = None
        self._forward = packed(colors.lut("forward", SIZE)[:, :3].astype(np.float64))
        ground = channels(colors.color("canvas"))
        self._blank = QImage(1, 1, QImage.Format.Format_RGB32)
        self._blank.fill(colors.color("canvas"))
        shares = np.linspace(0.0, 1.0, SIZE)[:, None]
        self._classes = [
            packed(ground + shares * (channels(colors.class_color(index)) - ground))
            for index in range(colors.class_count())
        ]

    def images(self, picture: Picture) -> list[list[QImage]]:
        """For each column, one image a unit; a null image where the answer is not a number.

        Inputs that are no plane leave nothing to draw: the images are then blank.
        """
        spec = picture.snapshot.experiment.network
        if not picture.responses:
            return [[self._blank] * units for units in spec.widths]
        if len(self._limits) != len(picture.responses):
            self._limits = [SteadyLimit() for _ in picture.responses]
        if self._inputs is None or not np.array_equal(self._inputs, picture.responses[0]):
            self._show_inputs(picture.responses[0])
        made = [self._hidden(column, response) for column, response in enumerate(picture.responses[1:-1], 1)]
        return [self._input_images, *made, self._outputs(spec, picture)]

    def _show_inputs(self, response: NDArray[np.float64]) -> None:
        """Inputs and features look the same in every picture of a network."""
        largest = np.max(np.abs(response), axis=(1, 2), keepdims=True)
        self._inputs = response
        self._input_images = _images(response / np.where(largest == 0.0, 1.0, largest), self._forward)

    def _hidden(self, column: int, response: NDArray[np.float64]) -> list[QImage]:
        steady = self._limits[column]
        steady.resting = self.resting
        limit = steady.follow(response) or 1.0
        return _images(response / limit, self._forward)

    def _outputs(self, spec: NetworkSpec, picture: Picture) -> list[QImage]:
        response = picture.responses[-1]
        if picture.snapshot.experiment.points.targets is not None:
            experiment = picture.snapshot.experiment
            shares = value_scale(experiment).shares(experiment.scaling.first_answers(response[:1]))
            return _images(shares, self._forward) + self._hidden(len(picture.responses) - 1, response)[1:]
        low, high = spec.targets
        with np.errstate(over="ignore"):  # a diverging run answers with numbers too large to be doubled
            colors = [picture.snapshot.experiment.class_color(label) for label in range(spec.classes)]
            if spec.outputs == 1:
                return _images((response - spec.middle) / ((high - low) / 2), self._forward)
            shares = (response - low) / (high - low) * 2.0 - 1.0
        tables = [self._classes[color] for color in colors]
        return [image for one, table in zip(shares, tables, strict=True) for image in _images(one[None], table)]


def _images(shares: NDArray[np.float64], table: NDArray[np.uint32]) -> list[QImage]:
    """The shares −1…1 of several units (units, rows, columns) in the colours of a table."""
    known: NDArray[np.bool_] = np.all(np.isfinite(shares), axis=(1, 2))
    places = np.clip(shares if known.all() else np.nan_to_num(shares), -1.0, 1.0)
    places += 1.0
    places *= (SIZE - 1) / 2.0
    places += 0.5
    pixels = np.ascontiguousarray(table[places.astype(np.uint8)][:, ::-1])
    _, height, width = pixels.shape
    return [
        QImage(one.data, width, height, 4 * width, _FORMAT).copy() if seen else QImage()
        for one, seen in zip(pixels, known, strict=True)
    ]
