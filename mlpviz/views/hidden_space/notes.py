"""What is known about the space on show: how far a straight cut gets, the border's weights, the point looked at."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.hidden_space.story import comparison, verdict
from mlpviz.engine.telling.naming import names_of
from mlpviz.nn.arrays import Array
from mlpviz.views.controls.label import label, rule
from mlpviz.views.data.answer import input_words, reading
from mlpviz.views.hidden_space.shown import Shown
from mlpviz.views.look.theme import Theme

MOST = 6
"""So many rows of a table at most; more are counted."""
WIDTH, MOST_WIDTH = 184, 4000
WAITING = "How far a straight cut gets is worked out when training rests."


class SpaceNotes(QWidget):
    """A column of words and numbers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._wide = False
        self._comparison, self._verdict = label("", "body", self), label("", "body", self)
        self._border, self._probe = _Rows("Border", self), _Rows("Probed point", self)
        self._rules = rule(self), rule(self)
        for text in (self._comparison, self._verdict):
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(10)
        for part in (self._comparison, self._verdict, self._rules[0], self._border, self._rules[1], self._probe):
            column.addWidget(part)
        column.addStretch(1)
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """As wide as its words need at this text size."""
        self.set_wide(self._wide)

    def set_wide(self, wide: bool) -> None:
        """Take all the width that there is, or that of a column."""
        self._wide = wide
        width = round(WIDTH * max(1.0, self._theme.text_scale))
        self.setMinimumWidth(width)
        self.setMaximumWidth(MOST_WIDTH if wide else width)
        self._column.setContentsMargins(16 if wide else 0, 4, 16, 8)

    def show_space(self, shown: Shown, layer: int) -> None:
        """Tell of a layer."""
        known = layer in shown.findings
        self._comparison.setText(comparison(shown.findings, layer, shown.layers) if known else WAITING)
        said = verdict(shown.findings, layer, shown.layers, shown.accuracy) if known else ""
        self._verdict.setText(said)
        self._verdict.setVisible(bool(said))
        self._border.show_rows(_border_rows(shown, layer), "their sum is 0 on the line")
        self._probe.show_rows(_probe_rows(shown, layer), "")
        for line, part in zip(self._rules, (self._border, self._probe), strict=True):
            line.setVisible(not part.isHidden())

    def said(self) -> str:
        """All that is said."""
        rows = [*self._border.said(), *self._probe.said()]
        return "\n".join(filter(None, (self._comparison.text(), self._verdict.text(), *rows)))


class _Rows(QWidget):
    """A small table of names and numbers under a title; hidden while it is empty."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(label(title, "heading", self), 0, 0, 1, 2)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._note = label("", "caption", self)
        self._note.setWordWrap(True)
        self._grid.addWidget(self._note, MOST + 2, 0, 1, 2)
        self.hide()

    def show_rows(self, rows: list[tuple[str, str]], note: str) -> None:
        while len(self._rows) < len(rows):
            pair = label("", "label", self), label("", "number", self)
            pair[1].setAlignment(Qt.AlignmentFlag.AlignRight)
            self._rows.append(pair)
            for column, part in enumerate(pair):
                self._grid.addWidget(part, len(self._rows), column)
        for at, (name, value) in enumerate(self._rows):
            name.setText(rows[at][0] if at < len(rows) else "")
            value.setText(rows[at][1] if at < len(rows) else "")
            name.setVisible(at < len(rows))
            value.setVisible(at < len(rows))
        self._note.setText(note)
        self._note.setVisible(bool(note and rows))
        self.setVisible(bool(rows))

    def said(self) -> list[str]:
        return [] if self.isHidden() else [f"{name.text()} {value.text()}" for name, value in self._rows
                                           if not name.isHidden()]


def _border_rows(shown: Shown, layer: int) -> list[tuple[str, str]]:
    """The weights of the one unit behind a plane, and its bias."""
    answers, spec = shown.answers[layer], shown.experiment.network
    linked = spec.loss.link(spec.outputs) is not None
    if answers is None or not answers.straight or spec.outputs != 1 or not answers.borders or not linked:
        return []
    W, b = spec.weights(shown.theta)[-1]
    names = names_of(shown.experiment)
    rows = [(names.unit_text(layer, unit), number.signed(float(W[unit, 0]), 3)) for unit in range(2)]
    return [*rows, ("bias", number.signed(float(b[0]), 3))]


def _probe_rows(shown: Shown, layer: int) -> list[tuple[str, str]]:
    """The inputs of the point looked at, what the layer makes of it, and the answer."""
    if shown.probe is None:
        return []
    experiment, names = shown.experiment, names_of(shown.experiment)
    rows = [(input_words(experiment, at), _written(value)) for at, value in _few(shown.probe.x)]
    if 0 < layer < shown.layers:
        rows += [(names.unit_text(layer, unit), _written(value)) for unit, value in _few(shown.probe.outputs[layer])]
    rows += [(row.name, row.text) for row in reading(experiment).rows(shown.probe.answer)]
    return rows


def _few(values: Array) -> list[tuple[int, float]]:
    return [(at, float(value)) for at, value in enumerate(np.atleast_1d(values)[:MOST])]


def _written(value: float) -> str:
    return number.narrow(value, 3)
