"""The plots of the diagnostics column: which there are, and which of them the learner has chosen to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot
from mlpviz.engine.vitals import Vitals
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import rule
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.folding import Folding


@dataclass(frozen=True)
class PlotKind:
    """A plot that can be chosen."""

    name: str
    title: str
    about: str
    usual: bool = False
    """Whether it is shown at first."""
    high: int = 0
    """Its share of the height, as a stretch factor; 0 for one that is as high as its content."""


PLOTS = (
    PlotKind("loss", "Loss", "Train and test loss, without the penalty.", usual=True, high=195),
    PlotKind("penalty", "Penalty", "The L1 and L2 penalty, which the gradient includes.", high=195),
    PlotKind("norms", "Gradient norm per layer", "The length of each layer's gradient.", usual=True, high=220),
    PlotKind("ratios", "Update ratio per layer", "How far an epoch moves each layer's weights.", high=195),
    PlotKind("activations", "Activations", "How each layer's outputs spread, and how many saturate.", usual=True),
    PlotKind("weights", "Weights", "How each layer's weights spread."),
    PlotKind("shares", "Saturated and dead", "Which share of each hidden layer is saturated, or dead.", high=195),
)
"""All plots in the order in which they stand."""
USUAL = tuple(kind.name for kind in PLOTS if kind.usual)


class Place(QWidget):
    """Where a plot stands: with room around it, and nothing while it is not chosen or shown elsewhere."""

    def __init__(self, above: int, below: int) -> None:
        """Keep so many px free above and below the plot."""
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, above, 16, below)

    def hold(self, plot: DiagnosticPlot) -> None:
        """Take a plot in."""
        self.column.addWidget(plot)
        plot.show()


class Section(QWidget):
    """A place, or what folds it, and a rule below that parts it from the next one."""

    def __init__(self, place: Place, content: QWidget) -> None:
        """`content` is the place itself, or has it inside."""
        super().__init__()
        self.place, self.rule = place, rule()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(content, 1)
        column.addWidget(self.rule)
        if isinstance(content, Folding):
            content.arranged.connect(self._give_room)

    @Slot(bool)
    def _give_room(self, folded: bool) -> None:
        """A line needs no more room than its own."""
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Fixed if folded else policy.Preferred)


class ChosenPlots(QObject):
    """Builds plots when they are first chosen, and brings to those that are what is to be shown."""

    changed = Signal(str, bool)
    """A plot, and whether it is chosen now."""
    enlarge_requested = Signal(str)
    """A plot is wanted large, or back in its place."""
    measure_requested = Signal(object)
    """Keyframes whose vitals are wanted; see `take_vitals`."""

    def __init__(
        self, theme: Theme, built: Mapping[str, DiagnosticPlot], sections: Mapping[str, Section], parent: QObject
    ) -> None:
        """`built` are the plots that there are from the start. A plot that is not chosen has its section hidden."""
        super().__init__(parent)
        self._theme = theme
        self._plots, self._sections = dict(built), dict(sections)
        self._chosen = set(USUAL)
        self._history: History | None = None
        self._picture: Picture | None = None
        self._lent = ""
        self.folded = False
        """Whether the column is a strip."""
        for name, plot in built.items():
            self._link(name, plot)
        self._arrange()

    def plots(self) -> dict[str, DiagnosticPlot]:
        """Those that are chosen, by name, from the top down."""
        return {kind.name: self._plots[kind.name] for kind in PLOTS if kind.name in self._chosen}

    def names(self) -> tuple[str, ...]:
        """The names of those that are chosen."""
        return tuple(self.plots())

    def choose(self, name: str, chosen: bool) -> None:
        """Show a plot, or hide it. KeyError for an unknown one."""
        kind = next((one for one in PLOTS if one.name == name), None)
        if kind is None:
            raise KeyError(name)
        if chosen == (name in self._chosen):
            return
        self._chosen ^= {name}
        if chosen:
            self._build(name)
        self._arrange()
        if chosen:
            self._fill(name)
        self.changed.emit(name, chosen)

    def choose_all(self, names: Iterable[str]) -> None:
        """Show these plots and no others; names that nothing bears any more are left out."""
        wanted = set(names)
        for kind in PLOTS:
            self.choose(kind.name, kind.name in wanted)

    def show_history(self, history: History) -> None:
        """Show what has been recorded so far."""
        self._history = history
        for plot in self._seen():
            plot.show_history(history)
            if plot.curves is not None:
                plot.curves.show_events(history.events)

    def show_picture(self, picture: Picture) -> None:
        """Show an epoch."""
        self._picture = picture
        for plot in self._seen():
            plot.show_picture(picture)

    def _seen(self) -> list[DiagnosticPlot]:
        """Those that can be seen: the chosen ones, or, while the column is folded, only the one that is elsewhere."""
        return [plot for name, plot in self.plots().items() if not self.folded or name == self._lent]

    def lend(self, name: str) -> None:
        """A plot is shown elsewhere until `take_back`; its section is hidden."""
        self._lent = name
        self._arrange()
        self._fill(name)

    def take_back(self, name: str) -> None:
        """Show a plot that was lent in its section again."""
        self._lent = ""
        self._sections[name].place.hold(self._plots[name])
        self._arrange()

    def _link(self, name: str, plot: DiagnosticPlot) -> None:
        """What the pointer reads in one plot, all read."""
        plot.saver.can_enlarge = True
        plot.saver.enlarge_requested.connect(partial(self.enlarge_requested.emit, name))
        if plot.curves is not None:
            plot.curves.hovered.connect(self._read)

    @Slot(object)
    def _read(self, epoch: float | None) -> None:
        for plot in self.plots().values():
            if plot.curves is not None:
                plot.curves.read_at(epoch)

    @Slot(object)
    def take_vitals(self, measured: Sequence[tuple[Snapshot, Vitals]]) -> None:
        """Take in what was measured of keyframes."""
        for plot in self._plots.values():
            plot.take_vitals(measured)

    def _arrange(self) -> None:
        names = [kind.name for kind in PLOTS if kind.name in self._chosen and kind.name != self._lent]
        for name, section in self._sections.items():
            wanted = name in names
            if section.parent() is not None or not wanted:  # without a place it would open a window of its own
                section.setVisible(wanted)
            ruled = bool(names) and name != names[-1]
            if section.rule.parent() is not None or not ruled:
                section.rule.setVisible(ruled)

    def _fill(self, name: str) -> None:
        plot = self._plots[name]
        if self._history is not None:
            plot.show_history(self._history)
            if plot.curves is not None:
                plot.curves.show_events(self._history.events)
        if self._picture is not None:
            plot.show_picture(self._picture)

    def _build(self, name: str) -> None:
        if name in self._plots:
            return
        plot = self._made(name)
        self._plots[name] = plot
        self._link(name, plot)
        self._sections[name].place.hold(plot)

    def _made(self, name: str) -> DiagnosticPlot:
        """Many a session never looks at them, so they are not even imported before."""
        if name == "penalty":
            from mlpviz.views.plots.penalty_plot import PenaltyPlot

            return PenaltyPlot(self._theme)
        if name == "ratios":
            from mlpviz.views.plots.ratio_plot import RatioPlot

            return RatioPlot(self._theme)
        if name == "weights":
            from mlpviz.views.plots.histogram_plot import WeightPlot

            return WeightPlot(self._theme)
        from mlpviz.views.plots.share_plot import SharePlot

        made = SharePlot(self._theme)
        made.curves.measure_requested.connect(self.measure_requested)
        return made
