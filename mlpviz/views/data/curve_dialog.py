"""A curve x₂ = f(x₁), typed as a formula: the points above it get one class, the others another."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mlpviz.engine.curves import classed, curve_of, heights
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import places
from mlpviz.nn.expressions import Expression
from mlpviz.nn.formula import FormulaError
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.data import marker
from mlpviz.views.data.answer import input_words
from mlpviz.views.data.canvas import Canvas
from mlpviz.views.look.theme import Theme

APPLY = "Give every point the class of its side of the curve (Enter)"
HINT = "For example 0.5·x² − 1, or sin(2·x). The curve is drawn on the canvas while you type."
SAMPLES = 300
LAST = ["0.5*x^2 - 1"]
"""What was typed last, to begin with the next time."""


class CurveDialog(QDialog):
    """Draws the curve on `canvas` while it is typed; `points_requested` carries the PointSet and what was done."""

    points_requested = Signal(object, str)

    def __init__(self, theme: Theme, experiment: Experiment, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment, self._canvas = experiment, canvas
        self._curve: Expression | None = None
        self._formula = QLineEdit(LAST[-1], self)
        self._formula.setAccessibleName("Height of the curve")
        self._formula.setToolTip("The height of the curve over x, as a formula")
        self._formula.setMinimumWidth(260)
        self._wrong = label(HINT, "caption", self)
        self._wrong.setWordWrap(True)
        self._above, self._below = Combo(self), Combo(self)
        self._above.setToolTip("The class of points above the curve")
        self._below.setToolTip("The class of points below the curve")
        self._apply = Button(theme, "Class the points", role="primary", tip=APPLY, parent=self)
        self._cancel = Button(theme, "Cancel", tip="Leave the points as they are (Esc)", parent=self)
        self._fill(theme)
        self._place()
        self._formula.textChanged.connect(self._read)
        self._apply.clicked.connect(self._finish)
        self._cancel.clicked.connect(self.reject)
        self._apply.setDefault(True)
        self._cancel.setAutoDefault(False)
        self.setWindowTitle("Class by a curve")
        self._read()

    def _fill(self, theme: Theme) -> None:
        for combo, chosen in ((self._above, 1), (self._below, 0)):
            for one in range(self._experiment.network.classes):
                sign = marker.icon(theme.palette, self._experiment.class_color(one))
                combo.addItem(sign, self._experiment.naming.class_name(one), one)
            combo.setCurrentIndex(chosen)

    def _place(self) -> None:
        across, up = (input_words(self._experiment, axis) for axis in self._experiment.axes)
        form = QFormLayout()
        form.addRow(f"{up} =", self._formula)
        form.addRow("", self._wrong)
        form.addRow("Above", self._above)
        form.addRow("Below", self._below)
        foot = QHBoxLayout()
        foot.addWidget(label(f"x is {across}.", "caption", self), 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addLayout(foot)

    @property
    def wrong(self) -> str:
        """What is wrong with the formula; "" if nothing is."""
        return "" if self._curve is not None else self._wrong.text()

    @Slot()
    def _read(self) -> None:
        try:
            self._curve = curve_of(self._formula.text())
        except FormulaError as problem:
            self._curve = None
            self._wrong.setText(f"{problem.what[:1].upper()}{problem.what[1:]}, at letter {problem.position + 1}.")
        else:
            self._wrong.setText(HINT)
        set_property(self._formula, "wrong", self._curve is None)
        set_property(self._wrong, "tone", "bad" if self._curve is None else "")
        self._apply.setEnabled(self._curve is not None)
        self._draw()

    def _draw(self) -> None:
        """The curve over what the canvas shows, cut where it has no height."""
        if self._curve is None:
            self._canvas.show_sketch(None)
            return
        seen = self._canvas.plane.shown
        x = np.linspace(seen.left(), seen.right(), SAMPLES)
        self._canvas.show_sketch(np.column_stack([x, heights(self._curve, x)]))

    @Slot()
    def _finish(self) -> None:
        now = self._experiment
        if self._curve is None:
            return
        LAST.append(self._formula.text())
        at = places(now.points, now.axes)
        points = classed(now.points, at, self._curve, self._above.currentData(), self._below.currentData())
        self.points_requested.emit(points, "Class by a curve")
        self.accept()

    def done(self, result: int) -> None:
        """Take the curve off the canvas, however the dialog closes."""
        self._canvas.show_sketch(None)
        super().done(result)
