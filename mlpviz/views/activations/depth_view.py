"""What depth does, as one view: a slider for the depth, three plots, and the numbers at the probe."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.functions.depth import MOST, bound_log, composed, size
from mlpviz.engine.functions.facts import facts_of
from mlpviz.engine.letters import superscript
from mlpviz.nn.activation import Activation
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.depth_plots import CompositionPlot, FactorPlot, ProductPlot
from mlpviz.views.activations.z_plot import RIGHT
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.slider import LabelledSlider
from mlpviz.views.look.theme import Theme

MEANINGS = {
    "output": "What n functions in a row make of z at the probe.",
    "product": "The slope of all of them together, at the probe.",
    "bound": "The largest slope of one function to the power n: no z gives more.",
}


class DepthView(QWidget):
    """Shows a function applied n times; asks for another n or another place of the probe."""

    depth_requested = Signal(int)
    probe_requested = Signal(float)

    def __init__(self, theme: Theme, axis: ZAxis, parent: QWidget | None = None) -> None:
        """Nothing is shown yet."""
        super().__init__(parent)
        self.slider = LabelledSlider(
            theme, "Functions in a row, n", 1, MOST, step=1, value=1, usual=1, formatter=_whole, label_width=142,
            value_width=30,
        )  # fmt: skip
        self.slider.slider().setToolTip(f"How many times the function is applied, 1 to {MOST} ([ and ])")
        self.slider.value_changed.connect(self._take)
        self.composition, self.product = CompositionPlot(theme, axis), ProductPlot(theme, axis)
        self.factors = FactorPlot(theme)
        self.factors.depth_requested.connect(self.depth_requested)
        self._numbers: dict[str, LiveLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._sentence = label("", "label")
        self._sentence.setWordWrap(True)
        for plot in (self.composition, self.product):
            plot.probe_requested.connect(self.probe_requested)
        self._place()

    def _place(self) -> None:
        cells = QHBoxLayout()
        cells.setSpacing(24)
        for key in ("output", "product", "bound"):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            self._names[key], self._numbers[key] = label("", "caption"), LiveLabel("", "value")
            self._names[key].setToolTip(MEANINGS[key])
            self._numbers[key].setToolTip(MEANINGS[key])
            cell.addWidget(self._names[key])
            cell.addWidget(self._numbers[key])
            cells.addLayout(cell)
        cells.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, RIGHT, 0)
        words.setSpacing(6)
        words.addWidget(self.slider)
        words.addLayout(cells)
        words.addWidget(self._sentence)
        column.addLayout(words)
        column.addWidget(self.composition, 5)
        column.addWidget(self.product, 4)
        column.addWidget(self.factors, 4)

    def show_depth(self, activation: Activation, depth: int, z: float) -> None:
        """Show the function applied `depth` times, and what that makes of z."""
        if round(self.slider.value()) != depth:
            self.slider.set_value(depth)
        self.composition.show_probe(z)
        self.product.show_probe(z)
        self.composition.show_depth(activation, depth)
        self.product.show_depth(activation, depth)
        self.factors.show_product(activation, z, depth)
        self._write(activation, depth, z)

    def show_probe(self, activation: Activation, depth: int, z: float) -> None:
        """Move the probe alone."""
        self.composition.show_probe(z)
        self.product.show_probe(z)
        self.factors.show_product(activation, z, depth)
        self._write(activation, depth, z)

    def _write(self, activation: Activation, depth: int, z: float) -> None:
        found = composed(activation, np.array([z]), depth)
        product, sign = size(float(found.logs[-1, 0])), number.MINUS if found.products[-1, 0] < 0 else ""
        steepest = facts_of(activation).steepest
        bound = size(bound_log(activation, depth))
        shown = {
            "output": ("Output", number.plain(float(found.outputs[-1, 0]))),
            "product": ("Product of slopes", f"{sign}{product}"),
            "bound": (f"At most {number.plain(steepest)}{superscript(depth)}", bound),
        }
        for key, (caption, text) in shown.items():
            self._names[key].setText(caption)
            self._numbers[key].setText(text)
        self._sentence.setText(_sentence(steepest, depth, f"{sign}{product}", bound))

    def texts(self) -> dict[str, str]:
        """The numbers at the probe, by "output", "product", "bound"."""
        return {key: cell.text() for key, cell in self._numbers.items()}

    @Slot(float)
    def _take(self, value: float) -> None:
        self.depth_requested.emit(round(value))


def _sentence(steepest: float, depth: int, product: str, bound: str) -> str:
    """What the product means for the first layer."""
    through = f"With every weight 1, the first layer gets {product} times the gradient of the last."
    if steepest < 1.0:
        return f"{through} No z and no depth can do better than {bound} here: the largest slope is below 1."
    if steepest == 1.0:
        return f"{through} It can never be more than 1, because the largest slope is 1."
    return f"{through} The largest slope is above 1, so a product can also grow with the depth."


def _whole(value: float) -> str:
    return str(round(value))
