"""The row above the graph: a chip with a menu for every layer, units to add and remove, and places for new layers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.network_spec import MOST_LAYERS, MOST_UNITS
from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.choice_form import told
from mlpviz.views.graph.layout import RIGHT
from mlpviz.views.look.theme import Theme
from mlpviz.views.network.layer_menu import MOST, LayerMenu

IDENTICAL = "These units are identical and will stay so. Use random weights."
FROZEN = "Frozen: its weights and biases do not learn."
COMPACT_PITCH = 110.0
UNITS_PITCH = 92.0
"""Below this column distance units are changed by menu and keys alone."""
TOP, SPACE = 4, 4
SIDE = 24
LEAST_BETWEEN = 2
"""Px between two chips; closer than this they say less."""
WORDINGS = ((2, True), (1, True), (1, False), (0, True), (0, False))
"""What chips say where there is less and less room: how much of a layer, and whether ▾ tells of the menu."""


class LayerChip(Button):
    """Names a layer and opens its menu; ↑ and ↓ add and remove a unit."""

    units_stepped = Signal(int, int)
    """Layer, and +1 or −1."""
    menu_requested = Signal(int)

    def __init__(self, theme: Theme, layer: int, parent: QWidget) -> None:
        super().__init__(theme, "", "chip", icon="chevron-down", trailing=True, parent=parent)
        self.layer = layer
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step units, or open the menu."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.units_stepped.emit(self.layer, 1 if event.key() == Qt.Key.Key_Up else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _open(self) -> None:
        self.menu_requested.emit(self.layer)


class UnitsRow(QWidget):
    """− 6 units +"""

    units_stepped = Signal(int, int)

    def __init__(self, theme: Theme, layer: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._layer = theme, layer
        self._fewer = IconButton(theme, "minus", "Remove the last unit", role="unit", size=SIDE, parent=self)
        self._more = IconButton(theme, "plus", "Add a unit", role="unit", size=SIDE, parent=self)
        self._count = QLabel(self)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._fewer.clicked.connect(self._step_down)
        self._more.clicked.connect(self._step_up)
        for button, word in ((self._fewer, "fewer"), (self._more, "more")):
            button.setAccessibleName(f"Layer {layer + 1}: one unit {word}")

    def buttons(self) -> list[QWidget]:
        """− and +."""
        return [self._fewer, self._more]

    def show_units(self, units: int, *, compact: bool) -> None:
        """Write how many there are."""
        word = "unit" if units == 1 else "units"
        self._count.setFont(self._theme.font("xs", weight=600))
        self._count.setText(str(units) if compact else f"{units} {word}")
        self._count.setProperty("role", "units")
        self._fewer.setEnabled(units > 1)
        self._fewer.setToolTip("Remove the last unit" if units > 1 else "A layer has at least one unit.")
        self._more.setEnabled(units < MOST_UNITS)
        self._more.setToolTip("Add a unit" if units < MOST_UNITS else f"A layer has at most {MOST_UNITS} units.")
        words = self._count.sizeHint().width()
        middle = max(words + 4, 18) if compact else max(words + 3, 38)
        side = _side(self._theme)
        self.setFixedSize(2 * side + middle, side)
        self._fewer.setGeometry(0, 0, side, side)
        self._count.setGeometry(side, 0, middle, side)
        self._more.setGeometry(side + middle, 0, side, side)

    @Slot()
    def _step_down(self) -> None:
        self.units_stepped.emit(self._layer, -1)

    @Slot()
    def _step_up(self) -> None:
        self.units_stepped.emit(self._layer, 1)


class PlaceButton(Button):
    """+ layer: a new layer in front of another."""

    place_chosen = Signal(int)

    def __init__(self, theme: Theme, before: int, parent: QWidget) -> None:
        super().__init__(theme, "layer", "dashed", icon="plus", parent=parent)
        self._before = before
        self.setAccessibleName(f"Insert a layer before layer {before + 1}")
        self.clicked.connect(self._report)

    @Slot()
    def _report(self) -> None:
        self.place_chosen.emit(self._before)


class LayerChips(QWidget):
    """All chips, standing over the columns of the graph."""

    units_requested = Signal(int, int)
    """Layer (0-based) and how many units it should have."""
    activation_requested = Signal(int, object)
    """Layer, and the name of an activation or the Activation itself."""
    initializer_requested = Signal(object)
    """The name of an initializer or the Initializer itself."""
    freeze_requested = Signal(int, bool)
    layer_requested = Signal(int)
    """A new layer in front of this one."""
    removal_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec: NetworkSpec | None = None
        self._identical: tuple[bool, ...] = ()
        self._columns: tuple[float, ...] = ()
        self._input = Button(theme, "", "chip", parent=self)
        self._input.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._input.setCursor(Qt.CursorShape.ArrowCursor)
        self._chips: list[LayerChip] = []
        self._units: list[UnitsRow] = []
        self._places: list[PlaceButton] = []
        self._menu = LayerMenu(theme, self)
        self._menu.units_requested.connect(self.units_requested)
        self._menu.activation_requested.connect(self.activation_requested)
        self._menu.initializer_requested.connect(self.initializer_requested)
        self._menu.freeze_requested.connect(self.freeze_requested)
        self._menu.layer_requested.connect(self.layer_requested)
        self._menu.removal_requested.connect(self.removal_requested)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)
        self.restyle()

    def chips(self) -> list[LayerChip]:
        """One chip a layer, the output last."""
        return list(self._chips)

    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, from the inputs to the output."""
        stops: list[QWidget] = []
        for layer, chip in enumerate(self._chips):
            units = self._units[layer].buttons() if layer < len(self._units) else []
            stops += [self._places[layer], chip, *units]
        return stops

    def menu(self) -> LayerMenu:
        """The menu that the chips share."""
        return self._menu

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self.setFixedHeight(TOP + self._theme.px("chip_height") + SPACE + _side(self._theme) + 2)
        self._write()

    def sizeHint(self) -> QSize:
        """As wide as it is given."""
        return QSize(0, self.height())

    def show_spec(self, spec: NetworkSpec) -> None:
        """Name the layers of a network."""
        if spec is self._spec:
            return
        if self._spec is None or len(spec.layers) != len(self._spec.layers):
            self._make(len(spec.layers))
            self._identical = ()
        self._spec = spec
        self._menu.renew(spec)
        self._write()

    def show_identical(self, identical: Sequence[bool]) -> None:
        """Warn on the chips of layers whose units cannot become different."""
        if tuple(identical) != self._identical:
            self._identical = tuple(identical)
            self._write()

    def place(self, columns: Sequence[float]) -> None:
        """Stand over columns with these centres, inputs first."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._write()

    @Slot(int)
    def open_menu(self, layer: int, place: QPoint | None = None) -> None:
        """Open the menu of a layer at a place on the screen, or under its chip."""
        if self._spec is not None and 0 <= layer < len(self._chips):
            chip = self._chips[layer]
            self._menu.show_layer(self._spec, layer)
            self._menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)) if place is None else place)

    def _make(self, layers: int) -> None:
        focused = next((chip.layer for chip in self._chips if chip.hasFocus()), None)
        for old in (*self._chips, *self._units, *self._places):
            old.hide()
            old.deleteLater()
        self._chips = [LayerChip(self._theme, layer, self) for layer in range(layers)]
        self._units = [UnitsRow(self._theme, layer, self) for layer in range(layers - 1)]
        self._places = [PlaceButton(self._theme, layer, self) for layer in range(layers)]
        for row in self._units:
            row.units_stepped.connect(self._step)
        for chip in self._chips:
            chip.units_stepped.connect(self._step)
            chip.menu_requested.connect(self.open_menu)
        for place in self._places:
            place.place_chosen.connect(self.layer_requested)
        if focused is not None:
            self._chips[min(focused, layers - 1)].setFocus()

    @Slot(int, int)
    def _step(self, layer: int, step: int) -> None:
        assert self._spec is not None
        units = self._spec.layers[layer].units + step
        if layer < len(self._spec.layers) - 1 and 1 <= units <= MOST_UNITS:
            self.units_requested.emit(layer, units)

    # writing and placing

    def _write(self) -> None:
        if self._spec is None or len(self._columns) != len(self._spec.layers) + 1:
            return
        pitch = self._columns[1] - self._columns[0]
        for wording in WORDINGS if pitch >= COMPACT_PITCH else WORDINGS[1:]:
            self._write_chips(self._spec, *wording)
            if not self._chips_touch():
                break
        self._put_chips()
        self._put_rows(self._spec, pitch)

    def _write_chips(self, spec: NetworkSpec, detail: int, arrow: bool) -> None:
        count = spec.widths[0]
        self._input.setText((f"Input {count}", f"Input {count}", str(count))[2 - detail])
        names = ", ".join(plain_of(latex) for latex in spec.source_latex[:8])
        what = "Features of a point" if spec.features else "The coordinates of a point"
        self._input.setToolTip(f"{what}: {names}{' …' if count > 8 else ''}")
        for chip, layer in zip(self._chips, spec.layers, strict=True):
            is_output = chip.layer == len(spec.layers) - 1
            kind = "Output" if is_output else "Dense"
            name, activation = f"{kind} {layer.units}", layer.activation.label
            chip.setText((f"{name} · {activation}", f"{layer.units} {activation}", str(layer.units))[2 - detail])
            notes = self._notes(spec, chip.layer)
            frozen = chip.layer in spec.frozen_layers
            chip.set_icon("warning" if notes else "lock" if frozen else "chevron-down" if arrow else None)
            notes += [FROZEN] if frozen else []
            values = told(layer.activation)
            about = f"{name} · {activation}{f' ({values})' if values else ''}. {layer.activation.about}"
            chip.setToolTip("\n".join(notes) or about)
            chip.setAccessibleName(". ".join((f"{name} units, {activation}", *notes)))
            chip.setAccessibleDescription("Up and Down add and remove a unit" if not is_output else "")

    def _notes(self, spec: NetworkSpec, layer: int) -> list[str]:
        same = layer < len(self._identical) and self._identical[layer]
        return [note for note in (IDENTICAL if same else "", spec.layers[layer].activation.warning) if note]

    def _widths(self) -> list[int]:
        return [max(72, self._input.sizeHint().width()), *(chip.sizeHint().width() for chip in self._chips)]

    def _chips_touch(self) -> bool:
        ends, widths = self._lefts(), self._widths()
        pairs = zip(ends, widths, ends[1:], strict=False)
        return any(left + width + LEAST_BETWEEN > following for left, width, following in pairs)

    def _lefts(self) -> list[int]:
        widths, border = self._widths(), self._columns[-1] + RIGHT - 8
        lefts = [round(max(x - width / 2, 8)) for x, width in zip(self._columns, widths, strict=True)]
        # The output has room to its right and gives way to its neighbour.
        furthest = round(border - widths[-1])
        lefts[-1] = min(max(lefts[-1], lefts[-2] + widths[-2] + LEAST_BETWEEN), max(8, furthest))
        return lefts

    def _put_chips(self) -> None:
        height = self._theme.px("chip_height")
        for chip, left, width in zip((self._input, *self._chips), self._lefts(), self._widths(), strict=True):
            chip.setGeometry(left, TOP, width, height)
            chip.show()

    def _put_rows(self, spec: NetworkSpec, pitch: float) -> None:
        top = TOP + self._theme.px("chip_height") + SPACE
        widest = 0
        for row, x in zip(self._units, self._columns[1:], strict=False):
            row.show_units(spec.layers[self._units.index(row)].units, compact=pitch < COMPACT_PITCH + 20)
            row.move(round(x - row.width() / 2), top)
            row.setVisible(pitch >= UNITS_PITCH)
            widest = max(widest, row.width() if pitch >= UNITS_PITCH else 0)
        room = pitch - widest - 8
        side = _side(self._theme)
        worded = round(58 * max(1.0, self._theme.text_scale))
        for place, x in zip(self._places, self._columns, strict=False):
            place.setText("layer" if room >= worded - 2 else "")
            place.restyle()
            width = worded if room >= worded - 2 else side
            place.setFixedSize(width, side)
            place.move(round(x + pitch / 2 - width / 2), top)
            place.setEnabled(len(spec.layers) < MOST_LAYERS)
            place.setToolTip("Insert a layer here" if place.isEnabled() else MOST)
            place.setVisible(room >= side)


def _side(theme: Theme) -> int:
    return round(SIDE * max(1.0, theme.text_scale))
