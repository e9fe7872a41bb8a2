"""The head of the data column: classes or values, and how many points there are."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.views.controls.label import label
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme

KINDS = (("classes", "Classes"), ("values", "Values"))
KIND_TIPS = (
    "Each point belongs to a class, and the network tells them apart.",
    "Each point carries a number, and the network predicts it.",
)


class DataHead(QWidget):
    """Title, switch and counts; `values_requested` carries whether points shall carry values."""

    values_requested = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._train, self._test = "0", "0"
        self._title, self._counts = label("Data", "title", self), label("", "label", self)
        self._kind = Segmented(theme, KINDS, self, tips=KIND_TIPS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._title)
        row.addSpacing(12)
        row.addWidget(self._kind)
        row.addStretch(1)
        row.addWidget(self._counts)
        self._kind.chosen.connect(self._ask)

    def show_points(self, points: PointSet) -> None:
        """Show the kind of these points, and how many they are."""
        self._kind.choose("classes" if points.targets is None else "values")
        self._train, self._test = number.count(points.train_count), number.count(points.test_count)
        self._write()

    def _write(self) -> None:
        """In words where there is room for them, else in numbers, else not at all: the switch is not cut."""
        words, short = f"{self._train} train · {self._test} test", f"{self._train} · {self._test}"
        room = self.width() - self._kind.sizeHint().width() - self._title.sizeHint().width() - 20
        self._title.setVisible(room >= -8)
        measured = self._counts.fontMetrics().horizontalAdvance
        self._counts.setText(next((text for text in (words, short) if measured(text) <= room), ""))
        for part in (self._counts, self._title):
            part.setToolTip(words)

    @Slot(str)
    def _ask(self, kind: str) -> None:
        self.values_requested.emit(kind == "values")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for words."""
        super().resizeEvent(event)
        self._write()
