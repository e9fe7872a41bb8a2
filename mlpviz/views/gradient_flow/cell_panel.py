"""The column beside the grid: the chosen cell in words, curves, factors, histograms, and what would help."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.verdicts.laboratory import verdicts
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import Elided, label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.verdict_badge import VerdictBadge
from mlpviz.views.gradient_flow.axis import LOSS
from mlpviz.views.gradient_flow.cell_state import CellState, Standing
from mlpviz.views.gradient_flow.cell_story import CellStory
from mlpviz.views.gradient_flow.gradient_plot import GradientPlot
from mlpviz.views.gradient_flow.histogram_grid import HistogramGrid
from mlpviz.views.gradient_flow.layer_plot import LayerPlot
from mlpviz.views.gradient_flow.signal_plot import SignalPlot
from mlpviz.views.look.theme import Theme

EPOCHS, GRADIENT, SIGNAL = "epochs", "gradient", "signal"
START, END = "start", "end"
MOST_PLOT = 420
"""Height of a plot in px, where there is more room."""
HELP_STAYS = 600
"""Height in px from which what helps stays in sight while the rest scrolls."""
MARGIN = 20
"""Px left and right of everything in the column."""
BUTTONS_BESIDE = 450
"""Width in px from which buttons stand beside the words."""


class CellPanel(QWidget):
    """Shows a story; asks for what helps, and for the cell to be opened in the Playground."""

    help_requested = Signal()
    open_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme
        self._story = CellStory("", CellState())
        self._shows, self._layer = "", 1
        self._title, self._badge = Elided("", "heading"), VerdictBadge(theme)
        self._sentences, self._plot_title = label("", "secondary"), Elided("", "title")
        self.view = Segmented(
            theme, [(EPOCHS, "Epochs"), (GRADIENT, "Gradient ←"), (SIGNAL, "Signal →")],
            tips=["One line a layer, from the first epoch to the last",
                  "What a gradient is multiplied by on its way from the last layer to the first",
                  "How the spread of the outputs changes from the first layer to the last"],
        )  # fmt: skip
        self.view.setAccessibleName("What the plot shows")
        self.moment = Segmented(
            theme, [(START, "Epoch 0"), (END, "Epoch 0")],
            tips=["Activations and factors before the first update", "Activations and factors after the last epoch"],
        )  # fmt: skip
        self.moment.setAccessibleName("Epoch of the activations")
        self.layer_plot = LayerPlot(theme)
        self.gradient_plot, self.signal_plot = GradientPlot(theme), SignalPlot(theme)
        self.histograms = HistogramGrid(theme)
        self._factor, self._theory = label("", "label"), label("", "label")
        self._help = label("", "label")
        self.show_help = Button(theme, "Show", tip="Show what helps")
        trained = "Open this network with its trained weights (Enter)"
        self.open = Button(theme, "Open in Playground", tip=trained)
        self._rules = label(rules_text(), "caption")
        for words in (self._sentences, self._factor, self._theory, self._help, self._rules):
            words.setWordWrap(True)
        self._place()
        self._connect()

    def _place(self) -> None:
        self._plots = _Plots()
        self._plots.setMaximumHeight(MOST_PLOT)
        for plot in (self.layer_plot, self.gradient_plot, self.signal_plot):
            self._plots.addWidget(plot)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, 9, MARGIN, 4)
        column.setSpacing(5)
        column.addLayout(_row(self._title, self._badge))
        column.addWidget(self._sentences)
        self._details = QWidget()
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(5)
        self._plot_head = _row(self._plot_title, self.view)
        details.addLayout(self._plot_head)
        details.addWidget(self._plots, 1)
        details.addWidget(self._factor)
        details.addWidget(rule())
        details.addLayout(_row(label("Activations per layer", "title"), self.moment))
        details.addWidget(self.histograms)
        details.addWidget(self._theory)
        column.addWidget(self._details, 1000)
        column.addWidget(self._rules)
        column.addStretch(1)
        self._column, self._card = column, self._help_card()
        self._foot = foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 8, MARGIN, 8)
        foot.addWidget(self._card)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._area = scrolling(inside)
        self._edge = rule()  # what scrolls ends here
        whole.addWidget(self._area, 1)
        whole.addWidget(self._edge)
        whole.addLayout(foot)

    def _help_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        self._buttons = buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.show_help)
        buttons.addWidget(self.open)
        self._help_grid = grid = QGridLayout(card)
        grid.setContentsMargins(14, 8, 14, 8)
        grid.setVerticalSpacing(2)
        grid.addWidget(label("What helps here", "title"), 0, 0)
        grid.addLayout(buttons, 0, 1)
        grid.addWidget(self._help, 1, 0, 1, 2)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand under what helps in a narrow column; in a low one all of it scrolls with the rest."""
        super().resizeEvent(event)
        grown = max(1.0, self._theme.text_scale)
        narrow, low = self.width() < BUTTONS_BESIDE * grown, self.height() < HELP_STAYS * grown
        if low != (self._foot.count() == 0):
            self._foot.setContentsMargins(MARGIN, 0 if low else 8, MARGIN, 0 if low else 8)
            if low:
                self._column.insertWidget(self._column.indexOf(self._rules), self._card)
            else:
                self._foot.addWidget(self._card)
            self._show_edge()
        self._help_grid.removeItem(self._buttons)
        self._help_grid.addLayout(self._buttons, *((2, 0, 1, 2) if narrow else (0, 1, 1, 1)))
        self._fit_head()

    def _show_edge(self) -> None:
        self._edge.setVisible(self._foot.count() > 0 and self._story.state.result is not None)

    def _fit_head(self) -> None:
        """The name of the plot stands above the switch where it would be cut beside it."""
        sideways, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        needed = self._plot_title.sizeHint().width() + 8 + self.view.sizeHint().width()
        room = self.width() - 2 * MARGIN - self._area.verticalScrollBar().sizeHint().width()
        self._plot_head.setDirection(sideways if needed <= room else down)

    def _connect(self) -> None:
        self.view.chosen.connect(self._change_view)
        self.moment.chosen.connect(self._show_moment)
        for plot in (self.gradient_plot, self.signal_plot):
            plot.layer_chosen.connect(self._look_at)
        self.show_help.clicked.connect(self.help_requested)
        self.open.clicked.connect(self.open_requested)

    # what it shows

    def show_story(self, story: CellStory, shows: str) -> None:
        """Tell of a cell; `shows` is what its curves are."""
        if shows == self._shows and story.same_as(self._story):
            return
        other = story.title != self._story.title
        self._story, self._shows = story, shows
        result = story.state.result
        self._title.setText(story.title)
        self._badge.show_verdict(None if result is None else result.finding.verdict)
        self._sentences.setText(story.sentences)
        self._details.setVisible(result is not None)
        self._card.setVisible(result is not None)
        self._show_edge()
        self.layer_plot.show_result(result, shows, story.guess)
        if result is not None:
            hidden = len(result.first)
            self._layer = 1 if other else min(self._layer, max(hidden, 1))
            self.moment.button(END).setText(f"Epoch {number.count(result.epochs)}")
            self.moment.setVisible(result.epochs > 0)
            self._show_moment()
            self._theory.setText(story.theory)
            self._theory.setVisible(bool(story.theory))
            self._help.setText(story.help)
            self.show_help.setVisible(bool(story.help_button))
            self.show_help.setText(story.help_button)
            self.open.setEnabled(story.state.standing is Standing.DONE)
        self._change_view()

    @property
    def at_end(self) -> bool:
        """Whether factors and activations are those of the last epoch."""
        return self.moment.value() == END

    @Slot()
    def _change_view(self) -> None:
        view = self.view.value()
        plots = {EPOCHS: self.layer_plot, GRADIENT: self.gradient_plot, SIGNAL: self.signal_plot}
        self._plots.setCurrentWidget(plots[view])
        self._plots.updateGeometry()
        self._plot_title.setText({GRADIENT: "Factors", SIGNAL: "Spread"}.get(view, _plot_title(self._shows)))
        self._fit_head()
        self._factor.setText(self._factor_text())
        self._factor.setVisible(view != EPOCHS)

    @Slot()
    def _show_moment(self) -> None:
        story, result = self._story, self._story.state.result
        if result is not None:
            factors = story.end_factors if self.at_end else story.start_factors
            layers = result.last if self.at_end else result.first
            self.histograms.show_layers(layers, story.expected)
            self.gradient_plot.show_factors(factors, story.expected, self._layer)
            self.signal_plot.show_layers(layers, story.expected, self._layer)
            self._factor.setText(self._factor_text())

    @Slot(int)
    def _look_at(self, layer: int) -> None:
        self._layer = layer
        self._show_moment()

    def _factor_text(self) -> str:
        """What happens in the layer that is looked at, with its numbers."""
        factor, result = self.gradient_plot.factor(), self._story.state.result
        if self.view.value() == SIGNAL:
            return self.signal_plot.told()
        if factor is None or result is None:
            return ""
        slope, weights, product, running = (
            number.plain(value, 3) for value in (factor.slope, factor.weights, factor.product, factor.running)
        )
        last = len(result.first) + 1
        return (
            f"Layer {factor.layer}: f′ {slope} × w {weights} = {product}. All factors from layer {last} to here: "
            f"{running}; measured {number.plain(factor.measured, 3)}."
        )


class _Plots(QStackedWidget):
    """Several plots at one place; it wants the room of the one on show, not of the highest."""

    def sizeHint(self) -> QSize:
        """As the plot on show."""
        shown = self.currentWidget()
        return super().sizeHint() if shown is None else shown.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As the plot on show."""
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint()


def _plot_title(shows: str) -> str:
    return "Loss" if shows == LOSS else "Gradient norm"


def rules_text() -> str:
    """Every verdict's rule, in the order in which they are asked."""
    said = [f"{kind.label} if {kind.rule}." for kind in verdicts]
    return f"The first rule that is met counts. {' '.join(said)}"


def _row(left: QWidget, right: QWidget) -> QBoxLayout:
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    row.setSpacing(8)
    row.addWidget(left, 1)
    row.addWidget(right)
    return row
