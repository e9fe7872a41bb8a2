"""The middle of the laboratory: heading, switches, formula line, the plot of the function, and the sums below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine.functions.texts import Named
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.depth_view import DepthView
from mlpviz.views.activations.formula_bar import FormulaBar
from mlpviz.views.activations.function_plot import FunctionPlot
from mlpviz.views.activations.sums_plot import SumsPlot
from mlpviz.views.activations.z_plot import RIGHT
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import Elided, label, set_property
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme

VIEWS = (("function", "Function"), ("depth", "Depth"))
VIEW_TIPS = ("The function, its slope and the sums of the network (V)", "The same function applied n times (V)")
COLUMNS = (("tiles", "Functions"), ("side", "Properties"))
COLUMN_TIPS = ("All functions, to show and compare", "Formulas, properties and the network of the function on show")
PARTS = {"slope": ("f′(z)", "Draw the slope (D)"), "zones": ("Saturation", "Hatch where the slope is small (S)"),
         "tangent": ("Tangent", "Draw the tangent at the probe (T)")}  # fmt: skip


TOGETHER = 640
"""Px from which on the switches stand in the heading."""
LONGEST = 17
"""Letters of the heading."""


class Stage(QWidget):
    """Shows functions and sums; asks for another view, part or probe, and for the Playground's own network again."""

    view_requested = Signal(str)
    part_requested = Signal(str, bool)
    probe_requested = Signal(float)
    live_requested = Signal()

    def __init__(self, theme: Theme, axis: ZAxis, parent: QWidget | None = None) -> None:
        """Nothing is shown yet."""
        super().__init__(parent)
        self._theme = theme
        self._title, self._compared = label("", "heading"), Elided("", "label")
        self.view = Segmented(theme, VIEWS, tips=VIEW_TIPS)
        self.view.setAccessibleName("View")
        self.column = Segmented(theme, COLUMNS, tips=COLUMN_TIPS)
        self.column.setAccessibleName("Beside the plot")
        self.switches = {name: Switch(theme, text) for name, (text, _) in PARTS.items()}
        self.formula = FormulaBar(theme)
        self.plot, self.sums = FunctionPlot(theme, axis), SumsPlot(theme, axis)
        self.deep = DepthView(theme, axis)
        self._sums_title, self._sums_about = Elided("", "title"), label("", "label")
        self._beyond = label("", "label")
        self.back_to_live = Button(theme, "Back to the Playground's", "chip", tip="Look at its network again")
        self._connect()
        self._place()

    def _connect(self) -> None:
        self.formula.hide()
        self.back_to_live.hide()
        self.back_to_live.clicked.connect(self.live_requested)
        self.view.chosen.connect(self.view_requested)
        for name, switch in self.switches.items():
            switch.setChecked(True)
            switch.setToolTip(PARTS[name][1])
            switch.setProperty("part", name)
            switch.toggled.connect(self._take_part)
        for plot in (self.plot, self.sums, self.deep):
            plot.probe_requested.connect(self.probe_requested)

    def _place(self) -> None:
        self._head = head = QHBoxLayout()
        head.setSpacing(10)
        head.setContentsMargins(0, 0, RIGHT, 0)
        head.addWidget(self._title)
        head.addWidget(self._compared, 1)
        head.addWidget(self.view)
        self.column.hide()
        self._switch_row = QWidget()
        switches = QHBoxLayout(self._switch_row)
        switches.setContentsMargins(0, 0, 0, 0)
        switches.setSpacing(14)
        for switch in self.switches.values():
            switches.addWidget(switch)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._function_side())
        self.deep.setProperty("scrolled", True)
        self._stack.addWidget(scrolling(self.deep))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 4, 8)
        column.setSpacing(6)
        beside = QHBoxLayout()
        beside.addWidget(self.column)
        beside.addStretch(1)
        column.addLayout(beside)
        column.addLayout(head)
        formula = QHBoxLayout()
        formula.setContentsMargins(0, 0, RIGHT, 0)
        formula.addWidget(self.formula)
        column.addLayout(formula)
        column.addWidget(self._stack, 1)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _function_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.setContentsMargins(0, 4, RIGHT, 0)
        words.addWidget(self._sums_title, 1)
        words.addWidget(self.back_to_live)
        words.addWidget(self._sums_about)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, RIGHT, 0)
        foot.addStretch(1)
        foot.addWidget(self._beyond)
        self._second_row = QHBoxLayout()
        self._second_row.setContentsMargins(0, 0, RIGHT, 0)
        self._second_row.addStretch(1)
        self._second_row.addWidget(self._switch_row)
        column.addLayout(self._second_row)
        column.addWidget(self.plot, 13)
        column.addLayout(words)
        column.addWidget(self.sums, 7)
        column.addLayout(foot)
        return side

    # what it shows

    def show_functions(self, shown: Named, compared: Sequence[Named], *, outdated: bool = False) -> None:
        """Show one function, and others beside it; `outdated`: paler, since what is typed now is another one."""
        self._title.setText(shown.name if len(shown.name) <= LONGEST else f"{shown.name[: LONGEST - 1]}…")
        self._title.setToolTip(shown.name)
        set_property(self._title, "tone", "pale" if outdated else "")
        words = f"compared with {', '.join(one.name for one in compared)}" if compared else ""
        self._compared.setText("not what is typed" if outdated else words)
        self.plot.show_functions(shown, compared, outdated=outdated)

    def show_view(self, name: str) -> None:
        """Show the function, or what depth makes of it."""
        self.view.choose(name)
        self._stack.setCurrentIndex([key for key, _ in VIEWS].index(name))
        self._switch_row.setVisible(name == VIEWS[0][0])

    def show_parts(self, parts: dict[str, bool]) -> None:
        """Show or hide parts of the plot."""
        for name, switch in self.switches.items():
            blocked = switch.blockSignals(True)
            switch.setChecked(parts[name])
            switch.blockSignals(blocked)
        self.plot.show_parts(**parts)
        self.sums.show_zones(parts["zones"])

    def show_sums_words(self, heading: str, about: str, *, held: bool) -> None:
        """Say whose sums the bars are; `held`: of a network that another laboratory handed over."""
        self._sums_title.setText(heading)
        self._sums_about.setText(about)
        self._beyond.setText(self.sums.beyond())
        self.back_to_live.setVisible(held)

    def title_tone(self) -> str:
        """Return pale while the function on show is not what is typed; else nothing."""
        return str(self._title.property("tone") or "")

    def heading(self) -> str:
        """What stands above the bars."""
        return self._sums_title.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the switches into the heading where it has room."""
        super().resizeEvent(event)
        wide = self.width() >= TOGETHER * max(1.0, self._theme.text_scale)
        if wide != (self._head.indexOf(self._switch_row) >= 0):
            (self._second_row if wide else self._head).removeWidget(self._switch_row)
            if wide:
                self._head.insertWidget(2, self._switch_row)
            else:
                self._second_row.addWidget(self._switch_row)

    @Slot(bool)
    def _take_part(self, on: bool) -> None:
        self.part_requested.emit(str(self.sender().property("part")), on)

    def set_margins(self, narrow: bool) -> None:
        """Take less room around."""
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(8 if narrow else 20, 10 if narrow else 12, 0 if narrow else 4, 8)
