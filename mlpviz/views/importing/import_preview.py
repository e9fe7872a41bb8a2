"""What the points of a file will look like on the canvas: a preview, the split and the scaling."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.data.area import around
from mlpviz.data.reading.draft import Draft
from mlpviz.data.reading.importing import Imported
from mlpviz.data.scaling import Columns, scaling_of
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, usual
from mlpviz.engine.letters import subscript
from mlpviz.engine.places import places
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.controls.slider import LabelledSlider
from mlpviz.views.controls.switch import Switch
from mlpviz.views.data.canvas import Canvas
from mlpviz.views.importing.class_counts import ClassCounts
from mlpviz.views.look.theme import Theme

SIDE = 300
MOST_SHOWN = 6
"""Rows of scaled columns."""
NOTE = "Mean and spread of the train points; test points follow."
_RIGHT = Qt.AlignmentFlag.AlignRight
SPLIT = "The share of the points that are kept to test the network, and never trained on"
FROM_FILE = "The file says which points are for testing."


class ImportPreview(QWidget):
    """Canvas, counts, split and scaling; its signals carry what was decided."""

    split_chosen = Signal(float)
    scale_inputs_chosen = Signal(bool)
    scale_targets_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = label("", "label", self)
        self._canvas = Canvas(theme, self)
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._classes = ClassCounts(theme, self)
        self._split = LabelledSlider(
            theme, "Test split", minimum=0.0, maximum=0.5, step=0.01, formatter=_percent, usual=0.25, parent=self)
        self._inputs = Switch(theme, "Scale inputs", parent=self)
        self._targets = Switch(theme, "Scale values", parent=self)
        self._inputs.setToolTip("Give the network each input as multiples of its spread away from its mean.")
        self._targets.setToolTip("Let the network learn each value as multiples of its spread away from its mean.")
        self._rows = QGridLayout()
        self._rows.setVerticalSpacing(3)
        self._rows.setColumnStretch(1, 1)
        self._note = label(NOTE, "caption", self)
        self._place()
        self._split.value_chosen.connect(self.split_chosen)
        self._inputs.toggled.connect(self._scale_inputs)
        self._targets.toggled.connect(self._scale_targets)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("On the canvas", "title", self))
        head.addStretch(1)
        head.addWidget(self._counts)
        switches = QHBoxLayout()
        switches.addWidget(self._inputs)
        switches.addStretch(1)
        switches.addWidget(self._targets)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._canvas, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._classes)
        column.addSpacing(4)
        column.addWidget(self._split)
        column.addLayout(switches)
        column.addLayout(self._rows)
        column.addWidget(self._note)
        column.addStretch(1)

    def fit(self, side: int) -> None:
        """Give the canvas that many px."""
        self._canvas.setFixedSize(side, side)

    def show_draft(self, draft: Draft) -> None:
        """Show the points of a draft, as far as there are any."""
        result = draft.result
        self._canvas.setVisible(result is not None)
        for part in (self._classes, self._split, self._inputs, self._targets, self._note):
            part.setEnabled(result is not None)
        if result is None:
            self._counts.setText("")
            self._clear_rows()
            return
        points = result.points
        self._counts.setText(f"{number.count(points.train_count)} train · {number.count(points.test_count)} test")
        self._canvas.show_experiment(shown(result))
        self._classes.show_result(result)
        given = draft.roles.test is not None
        self._split.setEnabled(not given)
        self._split.setToolTip(FROM_FILE if given else SPLIT)
        if not given:
            self._split.set_value(draft.answers.test_share)
        self._targets.setVisible(points.targets is not None)
        for switch, on in (
            (self._inputs, result.scaling.inputs is not None), (self._targets, result.scaling.targets is not None),
        ):  # fmt: skip
            blocked = switch.blockSignals(True)
            switch.setChecked(on)
            switch.blockSignals(blocked)
        self._show_rows(result)

    def _show_rows(self, result: Imported) -> None:
        self._clear_rows()
        points, naming = result.points, result.naming
        known = scaling_of(points, inputs=True, targets=points.targets is not None)
        inputs, targets = result.scaling.inputs is not None, result.scaling.targets is not None
        for at in range(min(points.x.shape[1], MOST_SHOWN)):
            self._add_row(f"x{subscript(at + 1)}", naming.input_name(at), known.inputs, at, scaled=inputs)
        for at in range(0 if points.targets is None else min(points.targets.shape[1], 2)):
            self._add_row("value", naming.value_name(at), known.targets, at, scaled=targets)
        more = points.x.shape[1] - MOST_SHOWN
        note = f"And {more} more inputs. " if more > 0 else ""
        self._note.setText(note + (NOTE if result.scaling else "The network gets the numbers as they are."))

    def _add_row(self, short: str, name: str, columns: Columns | None, at: int, *, scaled: bool) -> None:
        """The short name of a column, its own, and its mean and spread."""
        assert columns is not None
        text = f"{number.plain(columns.mean[at], 3)} ± {number.plain(columns.spread[at], 3)}"
        row = self._rows.count() // 3
        for place, part in enumerate((
            label(short, "number", self), Elided(name, parent=self),
            label(f"{text}  →  0 ± 1" if scaled else text, "number", self),
        )):  # fmt: skip
            self._rows.addWidget(part, row, place, _RIGHT if place == 2 else Qt.AlignmentFlag(0))

    def _clear_rows(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    @Slot(bool)
    def _scale_inputs(self, wanted: bool) -> None:
        self.scale_inputs_chosen.emit(wanted)

    @Slot(bool)
    def _scale_targets(self, wanted: bool) -> None:
        self.scale_targets_chosen.emit(wanted)


def shown(result: Imported) -> Experiment:
    """The usual experiment on the points, for the canvas to show."""
    plain = usual(result.points, max(2, result.classes))
    return replace(plain, naming=result.naming, area=around(places(result.points)))


def _percent(value: float) -> str:
    return number.percent(value, 0)
