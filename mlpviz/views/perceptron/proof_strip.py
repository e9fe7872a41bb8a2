"""What holds for a problem whatever the unit does: the limit of Novikoff's theorem, or why no line can exist."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.contradiction import Contradiction, contradiction
from mlpviz.engine.one_unit.problem import OWN
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Equation, Typesetter

THEOREM = (
    "If some line separates the classes, the rule stops after finitely many mistakes. The limit depends on the largest "
    "input length R (with the 1 of the bias) and the widest margin γ, from first weights 0."
)
OTHER_RULES = {
    "adaline": "Adaline makes ½ (t − z)², averaged over the points, small. It learns from every sample, also from "
    "those on the right side, and with a fixed learning step it never comes to rest. Now it is {loss}; the least "
    "possible is {least}.",
    "logistic": "Logistic regression makes −log p of the right class, averaged over the points, small. Where a line "
    "separates the classes it has no smallest value: the weights grow for ever. Now it is {loss}.",
}
SUM = "their sum"
LEAST_WORDS = 250
"""Room in px that words need beside conditions, with what is free around them."""
LONGEST = 8
"""Letters of a name that a button has room for."""
NARROW = 560
"""Below this width in px the theorem's words give way to its formula; a tooltip holds them."""


class BoundBar(QWidget):
    """How many mistakes of the allowed ones have been made."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._made, self._limit = "", 0, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_share(self, name: str, made: int, limit: int) -> None:
        """Show so many mistakes of at most `limit`."""
        self._name, self._made, self._limit = name, made, limit
        self.setAccessibleName(f"{name} made {made} mistakes of at most {limit}")
        self.update()

    def sizeHint(self) -> QSize:
        """A bar and a line of text."""
        return QSize(220, 12 + self._theme.line_px("xs") + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, painter = self._theme.palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("sel"))
        painter.drawRoundedRect(QRectF(0, 2, self.width(), 8), 4, 4)
        share = min(1.0, self._made / max(1, self._limit))
        painter.setBrush(colors.color("ink"))
        if self._made:
            painter.drawRoundedRect(QRectF(0, 2, max(8.0, share * self.width()), 8), 4, 4)
        made, limit = f"{self._name} made {number.count(self._made)}", f"limit {sentences.many(self._limit)}"
        strong, light = self._theme.font("xs", weight=600), self._theme.font("xs")
        wide, rest = (QFontMetricsF(font).horizontalAdvance(text) for font, text in ((strong, made), (light, limit)))
        top, high = 13.0, float(self._theme.line_px("xs"))
        left = min(max(0.0, share * self.width() - wide / 2), self.width() - rest - wide - 12.0)
        painter.setPen(colors.color("t1"))
        painter.setFont(strong)
        painter.drawText(QRectF(max(0.0, left), top, wide + 2, high), int(Qt.AlignmentFlag.AlignLeft), made)
        painter.setPen(colors.color("t2"))
        painter.setFont(light)
        painter.drawText(QRectF(0, top, self.width(), high), int(Qt.AlignmentFlag.AlignRight), limit)


class Inequalities(QWidget):
    """The conditions that contradict each other, one below the other, and their sum."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[tuple[str, str, str]] = []
        self._brief = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_contradiction(self, found: Contradiction, trial: Trial) -> None:
        """Write the conditions with the points' own numbers."""
        rows = self._rows
        self._rows = []
        for times, one in zip(sentences.times(found), found.conditions, strict=True):
            point = "θ" if one.index is None else sentences.vector(trial.problem.points[one.index])
            self._rows.append((point, times, sentences.condition(one, found.names)))
        told = "; ".join(f"{point}: {times} {condition}" for point, times, condition in self._rows)
        if rows != self._rows:
            self.setAccessibleName(f"{told}; their sum: 0 > 0")
            self.updateGeometry()
            self.update()

    @property
    def brief(self) -> bool:
        """Whether the points are left out."""
        return self._brief

    def texts(self) -> list[str]:
        """Each row in plain text, the sum last."""
        return [*(" ".join(part for part in row if part) for row in self._rows), "sum: 0 > 0"]

    def _widths(self) -> tuple[float, float, float]:
        metrics = QFontMetricsF(self._theme.font("s"))
        columns = zip(*self._rows, strict=True) if self._rows else ((), (), ())
        one, two, three = (max((metrics.horizontalAdvance(text) for text in column), default=0.0) for column in columns)
        words, gap = metrics.horizontalAdvance(SUM), 8.0 if two else 0.0
        if self._brief:
            return 0.0, max(two, words) + 8.0, three + 4.0
        return max(one, words) + 14.0, two + gap, three + 4.0

    def width_if(self, *, brief: bool) -> int:
        """How wide it would be without the points, or with them."""
        before, self._brief = self._brief, brief
        wide = round(sum(self._widths()))
        self._brief = before
        return wide

    def set_brief(self, brief: bool) -> None:
        """Leave out which point asks for each condition; its numbers stand in the condition."""
        if brief != self._brief:
            self._brief = brief
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """One line a condition, one for the sum."""
        return QSize(round(sum(self._widths())), round((len(self._rows) + 1) * self._line()) + 4)

    def minimumSizeHint(self) -> QSize:
        """A condition does not shrink."""
        return self.sizeHint()

    def _line(self) -> float:
        return self._theme.line_px("s") + 1.0

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, painter = self._theme.palette, QPainter(self)
        painter.setFont(self._theme.font("s"))
        widths, line = self._widths(), self._line()
        for at, row in enumerate(self._rows):
            left = 0.0
            for text, wide, token in zip(row, widths, ("t3", "t2", "t1"), strict=True):
                if not wide:
                    continue
                painter.setPen(colors.color(token))
                painter.drawText(QRectF(left, at * line, wide, line), int(Qt.AlignmentFlag.AlignVCenter), text)
                left += wide
        bottom = len(self._rows) * line
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.drawLine(0, round(bottom) + 1, self.width(), round(bottom) + 1)
        painter.setPen(colors.color("bad"))
        painter.setFont(self._theme.font("s", weight=600))
        left = widths[0] + widths[1]
        painter.drawText(QRectF(left, bottom + 3, widths[2], line), int(Qt.AlignmentFlag.AlignVCenter), "0 > 0")
        painter.setPen(colors.color("t2"))
        painter.setFont(self._theme.font("s"))
        painter.drawText(QRectF(0, bottom + 3, left, line), int(Qt.AlignmentFlag.AlignVCenter), SUM)


class ProofStrip(QWidget):
    """Stands below a problem."""

    solve_requested = Signal()

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._solve_text = ""
        self._proof: tuple[object, Contradiction | None] = (None, None)
        self.title, self.words = label("", "title"), label("", "label")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.equation = Equation(theme, typesetter, role="body")
        self.bar, self.inequalities = BoundBar(theme), Inequalities(theme)
        tip = "Open a network with a hidden layer on these points in the Playground"
        self.solve = Button(theme, "", icon="chevron-right", trailing=True, tip=tip)
        self.solve.clicked.connect(self.solve_requested)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place()

    def _place(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.title)
        left.addWidget(self.words, 1)
        # Absolute: the button writes from right to left, so that its icon stands last.
        left.addWidget(self.solve, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addStretch(1)
        right.addWidget(self.equation, 0, Qt.AlignmentFlag.AlignHCenter)
        right.addWidget(self.bar)
        right.addWidget(self.inequalities, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(right)
        self.words.setMinimumWidth(100)

    def show_trial(self, trial: Trial, *, settled: bool) -> None:
        """Show what holds; while points are dragged (not `settled`), the formula waits for the end of it."""
        perceptron, judge = trial.perceptron, trial.judge
        if judge is None:
            self._show("", "")
        elif perceptron is None:
            told = OTHER_RULES[trial.rule.kind].format(**sentences.losses(trial))
            self._show("What this rule does", told)
        elif perceptron.separable:
            self._show_bound(trial, settled=settled)
        else:
            if self._proof[0] is not judge:
                self._proof = judge, contradiction(judge)
            self._show_contradiction(trial, self._proof[1])

    def _show(self, title: str, words: str, *, bound: bool = False, proof: bool = False) -> None:
        """Show words, and beside them the theorem's formula, or the conditions, or nothing."""
        self.title.setText(title)
        self.words.setText(words)
        for part, shown in (
            (self.equation, bound), (self.bar, bound), (self.inequalities, proof), (self.solve, proof),
        ):  # fmt: skip
            if part.isHidden() is shown:  # what stays as it is needs no new layout
                part.setVisible(shown)
        self._fit()

    def _show_bound(self, trial: Trial, *, settled: bool) -> None:
        perceptron = trial.perceptron
        assert perceptron is not None
        margin, bound = perceptron.margin, perceptron.bound
        if margin is None or bound is None:
            more = "It says nothing about a fixed threshold, or about other first weights."
            self._show("Perceptron convergence", f"{THEOREM} {more}")
            return
        if settled:
            self.equation.write(bound_formula(margin.radius, margin.margin, margin.bound))
        self._show("Perceptron convergence", THEOREM, bound=True)
        self.bar.show_share(trial.problem.name if trial.problem.name != OWN else "it", perceptron.mistakes, bound)

    def _show_contradiction(self, trial: Trial, found: Contradiction | None) -> None:
        perceptron, name = trial.perceptron, trial.problem.name
        assert perceptron is not None
        assert found is not None
        named = "this never stops" if name == OWN else f"{name} never stops"
        cycle = sentences.cycle(perceptron)
        told = (
            f"No weights meet these conditions: added up, they say 0 > 0. The weights go round: {cycle}."
            if cycle
            else "No weights meet these conditions: added up, they say 0 > 0. So there is no margin and no limit, and "
            "the rule keeps making mistakes."
        )
        self.inequalities.show_contradiction(found, trial)
        self._solve_text = f"Solve {_short(name)} with a hidden layer"
        self._show(f"Why {named}", told, proof=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the theorem's words to a tooltip where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def fit(self, margin: int, *, low: bool) -> None:
        """Keep so many px free at the sides, and little above and below where the room is low."""
        self._row.setContentsMargins(margin, 6 if low else 12, margin, 6 if low else 12)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its halves below each other: it must be able to become so narrow to find that out."""
        edges, least = self._row.contentsMargins(), super().minimumSizeHint()
        inside = max(self.inequalities.width_if(brief=True), self.solve.sizeHint().width())
        return QSize(min(least.width(), inside + edges.left() + edges.right()), least.height())

    def _fit(self) -> None:
        """Put both halves below each other, and leave the theorem's words to a tooltip, where there is little room."""
        grown = max(1.0, self._theme.text_scale)
        below = theorem = False
        if not self.equation.isHidden():
            below = theorem = self.width() < NARROW * grown
            self.equation.write_in("body" if below else "equation")
        elif not self.inequalities.isHidden():
            room = self.width() - LEAST_WORDS * grown
            self.inequalities.set_brief(self.inequalities.width_if(brief=False) > room)
            below = self.inequalities.width_if(brief=self.inequalities.brief) > room
            text = "Use a hidden layer" if self.inequalities.brief and not below else self._solve_text
            if text != self.solve.text():
                self.solve.setText(text)
                self.solve.restyle()
        if self.words.isHidden() is not theorem:
            self.words.setVisible(not theorem)
        self.setToolTip(THEOREM if theorem else "")
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        self._row.setSpacing(6 if below else 16)


def bound_formula(radius: float, margin: float, bound: Fraction | None) -> str:
    """The theorem as LaTeX, with its numbers."""
    written = [number.plain(value, 4, number.LATEX) for value in (radius, margin)]
    limit = number.plain(float(bound), 4, number.LATEX) if bound is not None else ""
    return (
        r"\mathrm{mistakes} \leq \left(\frac{R}{\gamma}\right)^2 = "
        rf"\left(\frac{{{written[0]}}}{{{written[1]}}}\right)^2 = {limit}"
    )


def _short(name: str) -> str:
    """The name of a problem within a sentence; a long one would take the room of the sentence."""
    return "it" if name == OWN or len(name) > LONGEST else name
