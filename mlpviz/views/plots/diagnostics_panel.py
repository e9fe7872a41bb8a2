"""The Diagnostics column, up to the epoch that is looked at: loss, gradient norms, activations, errors of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.state.picture_maker import Picture
from mlpviz.views.checking.check_line import CheckLine
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.switch import Switch
from mlpviz.views.controls.tabs import Tabs
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.chosen_plots import PLOTS, ChosenPlots, Place, Section
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.diagnostics_strip import WIDTH, DiagnosticsStrip
from mlpviz.views.plots.folding import Folding
from mlpviz.views.plots.histogram_plot import ActivationPlot
from mlpviz.views.plots.loss_plot import LossPlot
from mlpviz.views.plots.norm_plot import NormPlot
from mlpviz.views.plots.value_plots import ValuePlots
from mlpviz.views.plots.verdict_cards import VerdictCards

if TYPE_CHECKING:
    from mlpviz.views.plots.plots_menu import PlotsMenu

RUNS = 1
"""The place of the tab Runs."""
NARROWEST = 240
FOLDED_BELOW = 1280
"""Width of the window below which the panel is a strip until it is opened."""
HEAD_EDGE, HEAD_GAP = 16, 6
"""Px beside the head, and between its parts."""
ANY_WIDTH = 16777215
"""Qt's own word for no limit."""


class _Inside(QWidget):
    """What scrolls, where even the least heights have no room; not where plots cannot be as high as wished."""

    def heightForWidth(self, width: int) -> int:
        """The least height, with every line of the verdicts."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


class DiagnosticsPanel(QStackedWidget):
    """The chosen plots, one below the other; folded, a strip that asks to be opened.

    Where points carry values, their predictions and errors take the place of the lower two, which fold to a line each.
    """

    open_requested = Signal()
    """The folded strip was clicked; or, once opened from it, the panel asks to become the strip again."""
    runs_wanted = Signal()
    """The tab Runs was chosen for the first time: whoever answers calls `hold_runs`."""
    runs_shown = Signal(bool)
    """Whether the tab Runs is chosen from now on."""
    log_chosen = Signal(bool)
    """Losses have a logarithmic axis from now on, or an even one."""
    point_chosen = Signal(int)
    """A point of "Predicted and true" was clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.loss, self.norms, self.activations = LossPlot(theme), NormPlot(theme), ActivationPlot(theme)
        self._values: ValuePlots | None = None
        self._place_of_values = QVBoxLayout()
        self._selected: int | None = None
        self._menu: PlotsMenu | None = None
        self._with_values = False
        self._log, self._log_word = Switch(theme), label("log", "label")
        self.tabs, self._body = Tabs(("Diagnostics", "Runs"), "Right column"), QStackedWidget()
        self.runs: QWidget | None = None
        """What the tab Runs shows, once it has been chosen."""
        self.verdicts, self.check_line = VerdictCards(theme), CheckLine(theme)
        self._unfold = IconButton(theme, "chevron-down", "Show activations", role="ghost", size=24, checkable=True)
        self._fold = IconButton(theme, "chevron-right", "Fold diagnostics", role="ghost", size=24)
        self._opened = False
        self._more = IconButton(theme, "more", "Choose plots", role="ghost", size=24)
        self._places = {kind.name: Place(13 if kind.high > 195 else 12, 10 if kind.high else 30) for kind in PLOTS}
        built: dict[str, DiagnosticPlot] = {
            "loss": self.loss, "norms": self.norms, "activations": self.activations
        }  # fmt: skip
        for name, plot in built.items():
            self._places[name].hold(plot)
        self._folding_norms = Folding(theme, "Gradient norm per layer", self._places["norms"])
        self._folding_activations = Folding(theme, "Activations", self._places["activations"])
        self.norms.add_to_head(self._folding_norms.fold)
        self.activations.add_to_head(self._folding_activations.fold)
        self.activations.add_to_head(self._unfold)
        self._sections = self._made_sections()
        self.chosen = ChosenPlots(theme, built, self._sections, self)
        self._column = self._build()
        self._strip = DiagnosticsStrip(theme)
        self._history: History | None = None
        self._picture: Picture | None = None
        self.addWidget(self._column)
        self.addWidget(self._strip)
        self.setProperty("surface", "panel")
        self.setAccessibleName("Diagnostics")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(NARROWEST)
        self._log.toggled.connect(self.loss.set_log)
        self._log.toggled.connect(self.log_chosen)
        self.tabs.currentChanged.connect(self._turn)
        self._fold.setVisible(False)
        self._unfold.toggled.connect(self._show_activations)
        self._strip.clicked.connect(self._ask_to_open)
        self._fold.clicked.connect(self._ask_to_fold)
        self._more.clicked.connect(self._choose_plots)
        self._log.setChecked(True)
        self._low = True
        self.set_low(False)

    @property
    def values(self) -> ValuePlots:
        """The plots of values, built when points first carry some."""
        if self._values is None:
            self._values = ValuePlots(self._theme)
            self._values.setVisible(False)
            self._values.point_chosen.connect(self.point_chosen)
            self._values.show_selected(self._selected)
            self._place_of_values.addWidget(self._values)
        return self._values

    def sizeHint(self) -> QSize:
        """As wide as the design wants it."""
        width = WIDTH if self.folded else self._theme.px("diagnostics_column")
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """It scrolls, so any height will do."""
        return QSize(WIDTH if self.folded else NARROWEST, 120)

    # what it shows

    def show_history(self, history: History) -> None:
        """Show what has been recorded so far; may be called at every frame."""
        self._history = history
        if self.folded:
            self._strip.show_history(history)
        self.chosen.show_history(history)

    def show_picture(self, picture: Picture) -> None:
        """End the curves at this picture's epoch, and show the activations of that epoch."""
        self._picture = picture
        self._show_kind(picture.snapshot.experiment.points.targets is not None)
        if self.folded:
            self._strip.show_picture(picture)
        self.chosen.show_picture(picture)
        if not self.folded:
            self._folding_norms.line.show_number(_outer_norms(picture))
            self._folding_activations.line.show_number(_saturated(picture))
            if self._with_values:
                self.values.show_picture(picture)

    def show_selected(self, point: int | None) -> None:
        """Ring a point in "Predicted and true", or none."""
        self._selected = point
        if self._values is not None:
            self._values.show_selected(point)

    def _show_kind(self, with_values: bool) -> None:
        """Make room for the plots of values, or take it back."""
        if with_values == self._with_values:
            return
        self._with_values = with_values
        self.values.setVisible(with_values)
        for folding in (self._folding_norms, self._folding_activations):
            folding.set_foldable(with_values)
        self._unfold.setVisible(self._low and not with_values)
        self._show_activations(with_values or self._unfold.isChecked())

    def show_range(self, first: float | None, last: float | None) -> None:
        """Zoom both curves to a range of epochs; None shows everything."""
        for plot in self.chosen.plots().values():
            if plot.curves is None:
                continue
            if first is None or last is None:
                plot.curves.fit()
            else:
                plot.curves.zoom(first, last)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show the verdicts on the epoch that is looked at, and no others."""
        self.verdicts.show_findings(findings)
        self.norms.curves.show_verdicts(frozenset(finding.verdict.name for finding in findings))

    # the tab Runs

    def hold_runs(self, panel: QWidget) -> None:
        """Show this panel when the tab Runs is chosen."""
        self.runs = panel
        self._body.addWidget(panel)

    @property
    def log(self) -> bool:
        """Whether losses have a logarithmic axis."""
        return self._log.isChecked()

    def show_runs(self, shown: bool) -> None:
        """Turn to the runs, or to the diagnostics; a folded column opens for it."""
        self.tabs.setCurrentIndex(RUNS if shown else 0)
        if shown and self.folded:
            self._ask_to_open()

    @property
    def showing_runs(self) -> bool:
        """Whether the tab Runs is chosen."""
        return self.tabs.currentIndex() == RUNS

    @Slot(int)
    def _turn(self, tab: int) -> None:
        if tab == RUNS and self.runs is None:
            self.runs_wanted.emit()
        self._body.setCurrentIndex(tab if self.runs is not None else 0)
        self._more.setVisible(tab != RUNS)
        self._fit_head()
        self.runs_shown.emit(tab == RUNS)

    # forms

    @property
    def folded(self) -> bool:
        """Whether only the strip is shown."""
        return self.currentWidget() is self._strip

    def set_folded(self, folded: bool) -> None:
        """Shrink to a strip of three small plots, or be a column again."""
        if folded == self.folded:
            return
        if self._strip.hasFocus():
            self._log.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentWidget(self._strip if folded else self._column)
        self.chosen.folded = folded
        self.setMinimumWidth(WIDTH if folded else NARROWEST)
        self.setMaximumWidth(WIDTH if folded else ANY_WIDTH)
        self.updateGeometry()
        if self._history is not None:
            self.show_history(self._history)
        if self._picture is not None:
            self.show_picture(self._picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer to fold only where the window is too narrow for the column."""
        super().resizeEvent(event)
        self._fold.setVisible(self._opened and self.window().width() < FOLDED_BELOW)
        self._fit_head()

    def _fit_head(self) -> None:
        """Leave the word beside the switch out where the head has no room for it."""
        parts = [part for part in (self.tabs, self._fold, self._more, self._log) if not part.isHidden()]
        taken = sum(part.sizeHint().width() + HEAD_GAP for part in (*parts, self._log_word))
        self._log_word.setVisible(taken + 2 * HEAD_EDGE <= self.width())

    @Slot()
    def _ask_to_open(self) -> None:
        self._opened = True
        self.open_requested.emit()

    @Slot()
    def _ask_to_fold(self) -> None:
        self._opened = False
        self.open_requested.emit()

    def set_low(self, low: bool) -> None:
        """In a low window the activations fold to their title; a click on the arrow unfolds them."""
        if low == self._low:
            return
        self._low = low
        self._unfold.setVisible(low and not self._with_values)
        self._unfold.setChecked(not low)
        self._show_activations(not low or self._with_values)

    @Slot(bool)
    def _show_activations(self, shown: bool) -> None:
        self._unfold.set_icon("chevron-up" if shown else "chevron-down", f"{'Hide' if shown else 'Show'} activations")
        self.activations.set_rows_shown(shown)

    # building

    def _build(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._scrolled(), 1)
        inside.addWidget(rule())
        inside.addWidget(self.check_line)
        self._body.addWidget(page)
        layout.addWidget(self._body, 1)
        self._log.setToolTip("Logarithmic loss axis")
        self._log.setAccessibleName("Logarithmic loss axis")
        return column

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(HEAD_EDGE, 4, HEAD_EDGE, 0)
        head.addWidget(self.tabs)
        head.addWidget(self._fold)
        head.addStretch()
        head.setSpacing(HEAD_GAP)
        head.addWidget(self._more)
        head.addWidget(self._log_word)
        head.addWidget(self._log)
        return head

    def _scrolled(self) -> QScrollArea:
        inside = _Inside()
        inside.setProperty("scrolled", True)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.verdicts)
        for kind in PLOTS:
            if kind.name == "norms":
                layout.addLayout(self._place_of_values, 330)
            layout.addWidget(self._sections[kind.name], kind.high)
        layout.addStretch(1)
        return scrolling(inside)

    def _made_sections(self) -> dict[str, Section]:
        """Each plot in its place, some of which fold."""
        folding = {"norms": self._folding_norms, "activations": self._folding_activations}
        return {name: Section(place, folding.get(name, place)) for name, place in self._places.items()}

    @Slot()
    def _choose_plots(self) -> None:
        if self._menu is None:
            from mlpviz.views.plots.plots_menu import PlotsMenu  # many a session never opens it

            self._menu = PlotsMenu(self.chosen, self)
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


def _outer_norms(picture: Picture) -> str:
    """The gradient norms of the first and the last layer."""
    norms = picture.norms.tolist()
    shown = {1: norms[0], len(norms): norms[-1]}
    return " · ".join(f"L{layer} {number.plain(norm, 2)}" for layer, norm in shown.items())


def _saturated(picture: Picture) -> str:
    """The share of saturated outputs of the first layer; "" where there is none."""
    share = picture.histograms[0].saturated
    return "" if share is None else f"L1 {number.percent(share, 0)} saturated"
