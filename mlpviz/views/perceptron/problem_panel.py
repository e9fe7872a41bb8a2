"""One of the two problems: its name, square, numbers and mistakes; its proof stands in a strip of its own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from mlpviz.data.gates import GATES
from mlpviz.engine import number
from mlpviz.engine.one_unit import problem as problems
from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.perceptron.mistake_bars import MistakeBars
from mlpviz.views.perceptron.proof_strip import ProofStrip
from mlpviz.views.perceptron.sample_card import ProblemColumn
from mlpviz.views.perceptron.square import Square
from mlpviz.views.perceptron.stage import Stage
from mlpviz.views.perceptron.verdict_badge import VerdictBadge

SIDES = ("left", "right")

MARGIN, LEAST_MARGIN = 24, 16
"""Left and right of everything, in px, and where there is little room."""
FEW = 12
"""With so many points, the bars reach up to all of them being wrong."""
SHOWN = 300
"""So many passes at most have room for a bar."""


class ProblemPanel(QWidget):
    """Shows a trial and asks for other problems and other points. Every request begins with its side, 0 or 1."""

    problem_requested = Signal(int, str)
    add_requested = Signal(int, object, int)
    move_requested = Signal(int, int, object, int)
    stroke_finished = Signal(int)
    erase_requested = Signal(int, int)
    solve_requested = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, side: int, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme, self._side = theme, side
        where = SIDES[side]
        self.name = Button(theme, "", "ghost", icon="chevron-down", trailing=True, tip=f"Choose the {where} problem")
        self.name.setAccessibleName(f"Problem on the {where}")
        self._about = Elided("", "secondary")
        self._verdict = VerdictBadge(theme)
        self.square, self.column = Square(theme, typesetter), ProblemColumn(theme)
        self._stage = Stage(self.square, self.column, theme)
        self.bars, self._note = MistakeBars(theme), Elided("", "label")
        self.strip = ProofStrip(theme, typesetter)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._fill_menu()
        self._place()
        self._connect()
        theme.changed.connect(self.restyle)
        self.restyle()

    def _fill_menu(self) -> None:
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._choices = QActionGroup(self)
        for name in problems.names():
            if name == next(one for one in problems.names() if one not in GATES):
                self._menu.addSeparator()
            action = self._menu.addAction(name)
            action.setToolTip(problems.about(name))
            action.setCheckable(True)
            action.setData(name)
            self._choices.addAction(action)
            action.triggered.connect(partial(self._choose, name))
        self.name.clicked.connect(self.open_menu)

    def menu(self) -> QMenu:
        """The menu of problems."""
        return self._menu

    @Slot()
    def open_menu(self) -> None:
        """Offer the gates and presets."""
        self._menu.popup(self.name.mapToGlobal(self.name.rect().bottomLeft()))

    def _choose(self, name: str) -> None:
        self.problem_requested.emit(self._side, name)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.setContentsMargins(-7, 0, 0, 0)  # the name itself stands above the square, not the edge of its button
        for part, stretch in ((self.name, 0), (self._about, 1), (self._verdict, 0)):
            head.addWidget(part, stretch)
        over = QHBoxLayout()
        over.addWidget(label("Mistakes per pass", "title"))
        over.setSpacing(12)
        over.addWidget(self._note, 1)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        page = QVBoxLayout(self)
        page.setContentsMargins(MARGIN, 12, MARGIN, 8)
        page.setSpacing(12)
        page.addLayout(head)
        page.addWidget(self._stage, 100)
        page.addLayout(over)
        page.addWidget(self.bars, 1)

    def _connect(self) -> None:
        self.square.add_requested.connect(self._add)
        self.square.move_requested.connect(self._move)
        self.square.stroke_finished.connect(self._finish)
        self.square.erase_requested.connect(self._erase)
        self.strip.solve_requested.connect(self._solve)

    @Slot()
    def restyle(self) -> None:
        """The name of the problem is a heading."""
        self.name.setFont(self._theme.font("title"))
        size = self._theme.text_px("title")
        self.name.setStyleSheet(f"font-size: {size}px; font-weight: 600; padding: 0 2px;")

    def pair(self, other: ProblemPanel) -> None:
        """Stand level with the panel beside it."""
        self._stage.pair(other._stage)

    def fit(self, *, low: bool, narrow: bool) -> None:
        """Take less room: below each other if it is `low`, beside each other if it is `narrow`."""
        margin = LEAST_MARGIN if narrow else MARGIN
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(margin, 8 if low else 12, margin, 4 if low else 8)
        layout.setSpacing(8 if low else 12)
        self.column.set_low(low)
        self._stage.set_narrow(narrow)
        self.bars.set_low(low)
        self.strip.fit(margin, low=low)

    def show_trial(self, trial: Trial, *, turning: bool, comparing: bool, settled: bool) -> None:
        """Show how far a trial has come."""
        name = trial.problem.name
        if self.name.text() != name:
            self.name.setText(name)
            self.name.restyle()
        for action in self._choices.actions():
            action.setChecked(action.data() == name)
        self._about.setText(sentences.separability(trial))
        self._verdict.show_verdict(*sentences.verdict(trial))
        self.square.show_trial(trial, turning=turning, comparing=comparing)
        self.column.show_trial(trial, comparing=comparing)
        counts = trial.unit.mistakes_per_pass if trial.unit is not None else []
        endless = trial.verdict.kind == "cycling"
        whole = trial.left == trial.per_pass
        most = max([*counts[-SHOWN:], trial.per_pass if trial.per_pass <= FEW else 4])
        self.bars.show_counts(counts, most, whole=whole, amber=endless)
        points = number.count(trial.per_pass)
        self._note.setText(f"a pass shows all {points} points once" if trial.per_pass > 1 else "")
        self.strip.show_trial(trial, settled=settled)

    def verdict(self) -> str:
        """What the badge says."""
        return self._verdict.text

    # requests

    @Slot(object, int)
    def _add(self, place: object, target: int) -> None:
        self.add_requested.emit(self._side, place, target)

    @Slot(int, object, int)
    def _move(self, index: int, place: object, stroke: int) -> None:
        self.move_requested.emit(self._side, index, place, stroke)

    @Slot()
    def _finish(self) -> None:
        self.stroke_finished.emit(self._side)

    @Slot(int)
    def _erase(self, index: int) -> None:
        self.erase_requested.emit(self._side, index)

    @Slot()
    def _solve(self) -> None:
        self.solve_requested.emit(self._side)
