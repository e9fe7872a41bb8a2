"""The right column: formulas, parameters, properties, what the probe reads, and the network's saturated outputs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.functions.facts import facts_of
from mlpviz.engine.functions.texts import Named, function_lines, slope_line
from mlpviz.engine.functions.words import rows
from mlpviz.engine.typed_number import read_within
from mlpviz.views.activations.axes import FARTHEST
from mlpviz.views.activations.equation_line import EquationLine
from mlpviz.views.activations.fact_rows import FactRows
from mlpviz.views.activations.function_plot import BACKWARD, FORWARD
from mlpviz.views.activations.layer_bars import LayerBars
from mlpviz.views.activations.parameter_sliders import ParameterSliders
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import Elided, label, set_property
from mlpviz.views.controls.number_keys import NumberKeys
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.colors import READABLE, contrast
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

WIDE, NARROW = 336, 288
"""Px of the column."""
PADDING = 18


class SidePanel(QWidget):
    """Shows a function and the network; asks for another probe, other parameters, a layer, and to use the function."""

    probe_requested = Signal(float)
    activation_requested = Signal(object, bool)
    layer_requested = Signal(int)
    use_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Nothing is shown yet."""
        super().__init__(parent)
        self._theme, self._narrow = theme, False
        self._probe = 0.0
        typesetter = Typesetter(theme)
        self._title = Elided("", "title")
        self._about = label("", "caption")
        self._about.setWordWrap(True)
        self.formulas = [EquationLine(theme, typesetter, self._forward, "Formula of f") for _ in range(2)]
        self.slope_formula = EquationLine(theme, typesetter, self._backward, "Formula of the slope")
        self.parameters = ParameterSliders(theme)
        self.properties, self.reading = FactRows(), FactRows()
        self.field = QLineEdit()
        self._network_title, self.bars = label("Saturated outputs in this network", "title"), LayerBars(theme)
        self._no_layers = label("It has no hidden layer.", "caption")
        self._sentence = label("", "label")
        self.use = Button(theme, "Use in network", "primary")
        self.layer = Button(theme, "Layer 1", icon="chevron-down", trailing=True)
        self._prepare()
        self._place()
        theme.changed.connect(self.restyle)
        self.restyle()

    def _prepare(self) -> None:
        self._sentence.setWordWrap(True)
        self.field.setAccessibleName("z of the probe")
        self.field.setToolTip("Where to look: type a number from −1 000 to 1 000 (← and →: 0.1, with Shift 0.01)")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        NumberKeys(self.field)
        self.field.editingFinished.connect(self._take_typed)
        self.parameters.activation_requested.connect(self.activation_requested)
        for button in (self.use, self.layer):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.use.clicked.connect(self.use_requested)
        self.layer.clicked.connect(self._offer_layers)
        self._layers: tuple[tuple[str, str], ...] = ()

    def _place(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(6)
        card = QFrame()
        card.setProperty("surface", "card")
        card_column = QVBoxLayout(card)
        card_column.setContentsMargins(12, 10, 12, 10)
        card_column.addWidget(self._sentence)
        probe = QHBoxLayout()
        probe.setSpacing(6)
        probe.addWidget(label("Probe", "title"))
        probe.addWidget(label("drag the amber line", "label"))
        probe.addStretch(1)
        for part in (self._title, self._about, *self.formulas, self.slope_formula):
            column.addWidget(part)
        column.addWidget(self.parameters)
        column.addSpacing(4)
        column.addWidget(self.properties)
        column.addSpacing(10)
        column.addLayout(probe)
        column.addWidget(self.reading)
        column.addSpacing(10)
        for part in (self._network_title, self.bars, self._no_layers, card):
            column.addWidget(part)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(PADDING, 8, PADDING, 14)
        foot.setSpacing(8)
        foot.addWidget(self.use, 1)
        foot.addWidget(self.layer, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(inside), 1)
        whole.addLayout(foot)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    # looks

    def _forward(self) -> QColor:
        return self._theme.palette.forward(FORWARD)

    def _backward(self) -> QColor:
        return self._theme.palette.backward(BACKWARD)

    def set_narrow(self, narrow: bool) -> None:
        """Take less room."""
        self._narrow = narrow
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take width and colours from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        self.setFixedWidth(round((NARROW if self._narrow else WIDE) * grown))
        self.field.setFixedWidth(round(92 * grown))
        ground = self._theme.palette.color("panel")
        for row, color in ((1, self._forward()), (2, self._backward()), (3, self._backward())):
            if self.reading.texts():
                readable = color if contrast(color, ground) >= READABLE else self._theme.palette.color("t1")
                self.reading.color(row, readable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the equations the room there is."""
        super().resizeEvent(event)
        for line in (*self.formulas, self.slope_formula):
            line.set_room(self.width() - 2 * PADDING - 12)

    # what it shows

    def show_function(self, named: Named, *, outdated: bool = False) -> None:
        """Show formulas, parameters and properties; `outdated`: its name paler, since what is typed is another one."""
        activation = named.activation
        self._title.setText(named.name)
        set_property(self._title, "tone", "pale" if outdated else "")
        self._about.setText(activation.about)
        self._about.setVisible(not activation.texts())
        lines = (*function_lines(activation), "")
        for line, latex in zip(self.formulas, lines, strict=False):
            line.write(latex)
            line.setVisible(bool(line.latex))
        self.slope_formula.write(slope_line(activation))
        self.parameters.show_activation(activation)
        self.properties.show_rows(rows(facts_of(activation)))

    def show_reading(self, z: float, f: float, slope: float) -> None:
        """Show what the probe reads."""
        first = not self.reading.texts()
        self._probe = z
        self.reading.show_rows((
            ("z", "", "Where the probe stands."),
            ("f(z)", number.plain(f), "The output there."),
            ("f′(z)", number.plain(slope), "The slope there."),
            ("Gradient passed back", number.percent(slope, 0),
             "Backpropagation multiplies the gradient of the output by the slope."),
        ))  # fmt: skip
        if first:
            self.reading.add_field(0, self.field)
            self.restyle()
        if not self.field.hasFocus() or not self.field.isModified():
            self._write(z)

    def _write(self, z: float) -> None:
        self.field.setText(number.plain(z, 6))
        set_property(self.field, "wrong", False)

    def show_network(self, shares: Sequence[tuple[str, float]], sentence: str) -> None:
        """Show the saturated share of each hidden layer, and what the function means for the chosen one."""
        self.bars.show_shares(shares)
        self._no_layers.setVisible(not shares)
        self._sentence.setText(sentence)

    def sentence(self) -> str:
        """What is said of the function and the chosen layer."""
        return self._sentence.text()

    def show_layers(self, layers: Sequence[tuple[str, str]], chosen: int, where: str) -> None:
        """Offer layers: a name, and why the function cannot be used there ("" if it can)."""
        self._layers = tuple(layers)
        name, why = layers[chosen]
        self.layer.setText(name)
        self.layer.setToolTip("Choose the layer that the bars show and the function is used in")
        self.use.setText(f"Use in {name[:1].lower()}{name[1:].removesuffix(' layer')}")
        self.use.setEnabled(not why)
        self.use.setToolTip(why or f"Give this layer of {where} the function on show (Ctrl+U)")

    # requests

    @Slot()
    def _offer_layers(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for index, (name, why) in enumerate(self._layers):
            action = menu.addAction(name)
            action.setData(index)
            action.setToolTip(why or name)
        menu.triggered.connect(self._take_layer)
        menu.popup(self.layer.mapToGlobal(self.layer.rect().bottomLeft()))

    @Slot(object)
    def _take_layer(self, action: QAction) -> None:
        self.layer_requested.emit(int(action.data()))

    @Slot()
    def _take_typed(self) -> None:
        if not self.field.isModified():
            return
        try:
            z = read_within(self.field.text(), -FARTHEST, FARTHEST)
        except ValueError as why:
            set_property(self.field, "wrong", True)
            QToolTip.showText(self.field.mapToGlobal(self.field.rect().bottomLeft()), str(why), self.field)
            self.field.setModified(False)
            return
        self.field.setModified(False)
        self._write(z)
        if z != self._probe:
            self.probe_requested.emit(z)
