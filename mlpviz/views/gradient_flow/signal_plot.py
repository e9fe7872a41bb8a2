"""How the signal changes on its way through the layers: the spread of each layer's outputs, and what theory expects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.flow.cell import LayerOutputs
from mlpviz.engine.flow.theory import Expected
from mlpviz.nn.arrays import Array
from mlpviz.views.gradient_flow.layer_columns import DOTS, LayerColumns, factor_words
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.save_menu import Table

TIP = "Click a layer, or press → to go on towards the output, as the signal does, and ← to go back."


class SignalPlot(LayerColumns):
    """The standard deviation of the outputs of every hidden layer; under each name, by how much it grew or shrank."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build an empty plot."""
        super().__init__(theme, "Spread of the signal along the depth", TIP, parent)
        self._layers: tuple[LayerOutputs, ...] = ()
        self._expected: tuple[Expected, ...] = ()

    def show_layers(self, layers: Sequence[LayerOutputs], expected: Sequence[Expected], layer: int) -> None:
        """Show the outputs of the hidden layers, and what theory expects of them at the start."""
        self._layers, self._expected = tuple(layers), tuple(expected)
        self._fit_axis(len(layers), len(layers), layer, self.spreads(), self.theory())
        self.setAccessibleDescription(self.told())

    def spreads(self) -> Array:
        """The standard deviation of each hidden layer, (layers,)."""
        return np.array([layer.deviation for layer in self._layers])

    def theory(self) -> Array:
        """What theory expects of them at the start, (layers,)."""
        return np.array([one.deviation for one in self._expected])

    def told(self) -> str:
        """The layer that is looked at, with its numbers: which part of the variance is kept, and by theory."""
        at = self._layer - 1
        if not 0 <= at < len(self._layers):
            return ""
        spreads, theory = self.spreads(), self.theory()
        said = f"Layer {at + 1}: standard deviation {number.plain(spreads[at], 3)}"
        if at and spreads[at - 1] > 0.0:
            said += f", {_kept(spreads, at)} of the variance of layer {at}"
        said += f". Theory at epoch 0: {number.plain(theory[at], 3)}"
        if at and theory[at - 1] > 0.0:
            said += f", {_kept(theory, at)} of the variance"
        return said + "."

    def table(self) -> Table:
        """The spread of every layer."""
        rows = ([at, *pair] for at, pair in enumerate(zip(self.spreads(), self.theory(), strict=True), start=1))
        return ("layer", "standard deviation", "theory at epoch 0"), rows

    def _factor_words(self, layer: int) -> str:
        spreads = self.spreads()
        return factor_words(spreads[layer - 1] / spreads[layer - 2]) if layer > 1 and spreads[layer - 2] else ""

    def _paint_inside(self, painter: QPainter) -> None:
        ink = QPen(self._theme.palette.forward(1.0), self._theme.line("curve"))
        self._paint_line(painter, self.theory(), self.theory_pen())
        self._paint_line(painter, self.spreads(), ink)
        for x, y in zip(self.across(), self.heights(self.spreads()), strict=True):
            self._paint_dot(painter, QPointF(x, y), ink.color())
        self._paint_legend(painter, [(DOTS, ink, "standard deviation"), ("", self.theory_pen(), "theory at epoch 0")])


def _kept(spreads: Array, at: int) -> str:
    """Which part of the variance of the layer before a layer keeps: "0.50"."""
    return number.steady(float((spreads[at] / spreads[at - 1]) ** 2), 2).removeprefix("+")
