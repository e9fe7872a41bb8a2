"""The loss over the epochs: train solid, test dashed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import SCORES, Snapshot
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.save_menu import SaveMenu, Table
from mlpviz.views.plots.score_curves import ScoreCurves, ScoreLine

WORDS_FROM, TEST_FROM = 270, 190
HOW = "Drag in the plot: zoom. Shift+drag: the loss account of these epochs. Double click: everything again."
NO_TEST = "Test split is 0 %."


class LossPlot(HeadedPlot, DiagnosticPlot):
    """Both losses up to the epoch that is looked at, with their values in the header."""

    curves: LossCurves

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.curves = LossCurves(theme)
        self.saver = self.curves.saver = SaveMenu(self, LossCurves.title, self.table)
        self.train = LiveLabel("–", "number")
        self.test = LiveLabel("–", "number")
        names: list[QLabel] = []
        marks: list[QWidget] = []
        head = QHBoxLayout()
        head.setSpacing(7)
        title = label("Loss", "number")
        title.setToolTip(HOW)
        head.addWidget(title)
        head.addStretch()
        for mark, name, value in (("train", "train", self.train), ("test", "test", self.test)):
            marks.append(LineMark(theme, mark))
            head.addWidget(marks[-1])
            names.append(label(name, "caption"))
            head.addWidget(names[-1])
            head.addWidget(value)
            head.addSpacing(12 if mark == "train" else 0)
        self.place(head, self.curves)
        self.give_way(*names, below=WORDS_FROM)  # the lines alone name the values then
        self.give_way(marks[1], self.test, below=TEST_FROM)  # the toolbar has it too

    def show_history(self, history: History) -> None:
        """Show the losses recorded so far."""
        self.curves.show_history(history)

    def show_picture(self, picture: Picture) -> None:
        """End the curves at the epoch of this picture."""
        self.show_snapshot(picture.snapshot)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """End the curves at the epoch of this snapshot, whose losses the header shows."""
        scores = snapshot.scores
        points = snapshot.experiment.points
        self.train.setText(number.loss(scores.train_loss) if points.train_count else "–")
        none = points.test_count == 0
        self.test.setText("–" if none else number.loss(scores.test_loss))
        self.test.setToolTip(NO_TEST if none else "")
        self.curves.end_at(snapshot)
        test = "no test points" if none else f"test {self.test.text()}"
        summary = f"Loss at epoch {snapshot.epoch}: train {self.train.text()}, {test}."
        self.curves.setAccessibleDescription(summary)

    def set_log(self, log: bool) -> None:
        """Show a logarithmic axis, or an even one."""
        self.curves.set_log(log)

    def table(self) -> Table:
        """Every recorded epoch and its scores."""
        losses = self.curves.history.losses if self.curves.history is not None else None
        header = ("epoch", *SCORES)
        if losses is None:
            return header, ()
        rows = np.column_stack([losses.epochs, losses.mean()])
        return header, ([int(row[0]), *map(float, row[1:])] for row in rows)


class LineMark(QWidget):
    """A short piece of the line that belongs to a name: solid for train, dashed for test."""

    def __init__(self, theme: Theme, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self.setFixedSize(QSize(14, 8))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.draw(QPainter(self))

    def draw(self, painter: QPainter) -> None:
        """Draw the line."""
        made = plot_style.solid_pen if self._kind == "train" else plot_style.dashed_pen
        pen = made(self._theme, "curve")
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(0.5, 4), QPointF(13.5, 4))


class LossCurves(ScoreCurves):
    """The two curves themselves."""

    title = "Loss"
    chooses_ranges = True
    lines = (ScoreLine(1, "test", dashed=True), ScoreLine(0, "train"))
