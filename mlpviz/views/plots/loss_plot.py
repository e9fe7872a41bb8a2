"""The loss over the epochs: train solid, test dashed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import SCORES, Snapshot
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.envelope import Envelope
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.plot import Plot, Zeros
from mlpviz.views.plots.reading import Reading
from mlpviz.views.plots.save_menu import SaveMenu, Table

LOWEST, HIGHEST = 0.01, 1.0
"""What the log axis shows at least."""
Floats = NDArray[np.float64]
WORDS_FROM, TEST_FROM = 270, 190
NO_TEST = "Test split is 0 %."


class LossPlot(HeadedPlot):
    """Both losses up to the epoch that is looked at, with their values in the header."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.curves = LossCurves(theme)
        self.curves.saver = SaveMenu(self, "Loss", self.table)
        self.train = LiveLabel("–", "number")
        self.test = LiveLabel("–", "number")
        names: list[QLabel] = []
        marks: list[QWidget] = []
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(label("Loss", "number"))
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
        painter = QPainter(self)
        made = plot_style.solid_pen if self._kind == "train" else plot_style.dashed_pen
        pen = made(self._theme, "curve")
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(0.5, 4), QPointF(13.5, 4))


class LossCurves(Plot):
    """The two curves themselves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Loss over epochs", (30, 4, 4, 22), parent)
        self.history: History | None = None
        self._log = True
        self._end: Snapshot | None = None
        self._drawn: Snapshot | None = None
        """Where the curves on screen end."""
        self._envelope = Envelope()
        self._test_band, self._train_band = self.add_band(), self.add_band()
        self._test_curve, self._train_curve = self.add_curve(1), self.add_curve(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle()

    def sizeHint(self) -> QSize:
        """As high as the design wants it."""
        return QSize(304, 165)

    def show_history(self, history: History) -> None:
        """Show the losses recorded so far; what is new in them is seen once a later epoch is looked at."""
        other, self.history = history is not self.history, history
        if other:
            self.pacer.ask()

    def end_at(self, snapshot: Snapshot) -> None:
        """End the curves at the epoch of this snapshot."""
        self._end = snapshot
        self.pacer.ask()

    def set_log(self, log: bool) -> None:
        """Show a logarithmic axis, or an even one."""
        self._log = log
        self.redraw()

    def reach(self) -> tuple[float, float]:
        """From the first epoch to the one looked at."""
        return 0.0, float(self._drawn.epoch) if self._drawn is not None else 1.0

    @Slot()
    def restyle(self) -> None:
        """Take colours from the theme again."""
        self._train_curve.setPen(plot_style.solid_pen(self._theme))
        self._test_curve.setPen(plot_style.dashed_pen(self._theme))
        self._train_band.setBrush(plot_style.faint(self._theme, "t1", plot_style.BAND))
        self._test_band.setBrush(plot_style.faint(self._theme, "t2", plot_style.BAND))
        super().restyle()

    @Slot()
    def redraw(self) -> None:
        """Fill the curves and set the range of values."""
        self._drawn = self._end
        if self.history is None:
            self.set_values(math.log10(LOWEST), math.log10(HIGHEST))
            return
        self._envelope.follow(self.history.losses)
        first, last = self.shown_range()
        end = min(last, self.reach()[1])
        found: list[Floats] = []
        zeros: list[Zeros] = []
        curves = ((self._train_curve, self._train_band), (self._test_curve, self._test_band))
        for score, (curve, ground) in enumerate(curves):
            pieces = self._envelope.stretches(score, first, end, self.columns()).until(end)
            low, high = self._scaled(pieces.low), self._scaled(pieces.high)
            curve.setData(pieces.epochs, plot_style.curve(plot_style.middle(low, high)))
            zeros.append(Zeros(plot_style.zeros(pieces.epochs, low), *self._mark(score)))
            ground.setPath(plot_style.band(pieces.epochs, low, high) if pieces.dense else QPainterPath())
            found.extend((low, high))
        self.set_values(*self._edges(np.concatenate(found)), zeros)

    def _mark(self, score: int) -> tuple[QColor, QColor]:
        """Line and fill of a dot: filled for train, hollow for test."""
        line, fill = (("t1", "t1"), ("t2", "panel"))[score]
        return self._theme.palette.color(line), self._theme.palette.color(fill)

    def _scaled(self, values: Floats) -> Floats:
        return plot_style.log10(values) if self._log else np.where(np.isfinite(values), values, np.nan)

    def _edges(self, values: Floats) -> tuple[float, float]:
        known = values[np.isfinite(values)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        if not self._log:
            return min(0.0, low), max(high * 1.06, 1e-9)
        if self.zoomed:
            room = max(0.08 * (high - low), 0.02)
            return low - room, high + room
        return min(math.log10(LOWEST), math.floor(low)), max(math.log10(HIGHEST), high) + 0.08

    def y_ticks(self) -> Sequence[tuple[float, str]]:
        """Powers of ten, or round numbers where less than a decade is shown."""
        low, high = self.values
        if not self._log:
            return [(value, plot_style.tick_text(value)) for value in plot_style.even_ticks(low, high, 5)]
        if high - low >= 1.0:
            return [(k, plot_style.decade_text(k)) for k in plot_style.decade_ticks(low, high, 5)]
        shown = [value for value in plot_style.even_ticks(10**low, 10**high, 4) if value > 0]
        return [(math.log10(value), plot_style.tick_text(value)) for value in shown]

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """Both losses at an epoch."""
        if self.history is None or not len(self.history.losses):
            return 0, ()
        nearest = round(min(max(epoch, 0.0), self.reach()[1]))
        train, test = (float(value) for value in self.history.losses.at(nearest)[:2])
        colors = self._theme.palette
        return nearest, [
            Reading(name, number.plain(value), float(self._scaled(np.array([value]))[0]), colors.color(token))
            for name, value, token in (("train", train, "t1"), ("test", test, "t2"))
            if not (name == "test" and self._without_test())
        ]

    def _without_test(self) -> bool:
        return self._end is not None and self._end.experiment.points.test_count == 0

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw a dot at the end of each curve."""
        if self._drawn is None or self.zoomed:
            return
        scores = self._drawn.scores
        for score, value in ((1, scores.test_loss), (0, scores.train_loss)):
            y = float(self._scaled(np.array([value]))[0])
            if not math.isnan(y):
                line, fill = self._mark(score)
                painter.setPen(QPen(line, 1.75))
                painter.setBrush(fill)
                painter.drawEllipse(self.place(self._drawn.epoch, y), 2.6, 2.6)
