"""The row above the graph: a chip with a menu for every layer, units to add and remove, and places for new layers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.counting import noun
from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.network_spec import MOST_LAYERS, MOST_UNITS
from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.choice_form import told
from mlpviz.views.controls.label import set_property
from mlpviz.views.graph.thumbnail_layout import RIGHT
from mlpviz.views.look.theme import Theme
from mlpviz.views.network.layer_menu import MOST, LayerMenu
from mlpviz.views.network.units_row import FORMS, UnitsRow, side_of

IDENTICAL = "These units are identical and will stay so. Use random weights."
FROZEN = "Frozen: its weights and biases do not learn."
COMPACT_PITCH = 110.0
WORDED = 58
"""Width in px of a place for a layer with its word."""
TOP, SPACE = 4, 4
LEAST_BETWEEN = 2
"""Px between two chips; closer than this they say less."""
WORDINGS = ((2, True), (1, True), (1, False), (0, True), (0, False))
"""What chips say where there is less and less room: how much of a layer, and whether ▾ tells of the menu.

At last they say the activation alone: the units stand below.
"""


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
        self._saved = 0
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
            units = self._units[layer].controls() if layer < len(self._units) else []
            stops += [self._places[layer], chip, *units]
        return stops

    def menu(self) -> LayerMenu:
        """The menu that the chips share."""
        return self._menu

    def row(self) -> int:
        """The height of the row under the units."""
        return side_of(self._theme) + SPACE

    def tallest(self) -> int:
        """The height with the places for layers in a row of their own."""
        return TOP + self._theme.px("chip_height") + SPACE + side_of(self._theme) + self.row() + 2

    def save_rows(self, saved: int) -> None:
        """Do without the row of places for layers (1), and that of units too (2), which the chips themselves change."""
        if saved != self._saved:
            self._saved = saved
            self._write()

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self._set_height(0)
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
            row.units_typed.connect(self.units_requested)
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
        self._input.setText(f"Input {count}")
        set_property(self._input, "tight", detail == 0)
        names = ", ".join(plain_of(latex) for latex in spec.source_latex[:8])
        what = "Features of a point" if spec.features else "The coordinates of a point"
        self._input.setToolTip(f"{what}: {names}{' …' if count > 8 else ''}")
        for chip, layer in zip(self._chips, spec.layers, strict=True):
            is_output = chip.layer == len(spec.layers) - 1
            kind = "Output" if is_output else "Dense"
            name, activation = f"{kind} {layer.units}", layer.activation.label
            chip.setText((f"{name} · {activation}", f"{layer.units} {activation}", activation)[2 - detail])
            set_property(chip, "tight", detail == 0)
            notes = self._notes(spec, chip.layer)
            frozen = chip.layer in spec.frozen_layers
            chip.set_icon("warning" if notes else "lock" if frozen else "chevron-down" if arrow else None)
            notes += [FROZEN] if frozen else []
            values = told(layer.activation)
            about = f"{name} · {activation}{f' ({values})' if values else ''}. {layer.activation.about}"
            chip.setToolTip("\n".join(notes) or about)
            chip.setAccessibleName(". ".join((f"{name} {noun(layer.units, 'unit')}, {activation}", *notes)))
            chip.setAccessibleDescription("Up and Down add and remove a unit" if not is_output else "")

    def _notes(self, spec: NetworkSpec, layer: int) -> list[str]:
        same = layer < len(self._identical) and self._identical[layer]
        return [note for note in (IDENTICAL if same else "", spec.layers[layer].activation.warning) if note]

    def _widths(self) -> list[int]:
        least = 0 if self._input.property("tight") else 72
        return [max(least, self._input.sizeHint().width()), *(chip.sizeHint().width() for chip in self._chips)]

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
        """Stand units over their columns, and places for layers between them or, where it is narrow, below."""
        side, top = side_of(self._theme), TOP + self._theme.px("chip_height") + SPACE
        worded = side if self._saved else round(WORDED * max(1.0, self._theme.text_scale))
        widest = self._write_units(spec, pitch - worded - 8)
        beside = widest + worded + 8 <= pitch
        if not beside:
            widest = self._write_units(spec, pitch - LEAST_BETWEEN)
        fits = bool(self._units) and widest + LEAST_BETWEEN <= pitch and self._saved < 2
        for row, x in zip(self._units, self._columns[1:], strict=False):
            row.move(round(x - row.width() / 2), top)
            row.setVisible(fits)
        below = self.row() if fits and not beside else 0
        for place, x in zip(self._places, self._columns, strict=False):
            width = worded if worded + LEAST_BETWEEN <= pitch else side
            place.setText("layer" if width == worded > side else "")
            place.restyle()
            place.setFixedSize(width, side)
            place.move(round(x + pitch / 2 - width / 2), top + below)
            place.setEnabled(len(spec.layers) < MOST_LAYERS)
            place.setToolTip("Insert a layer here" if place.isEnabled() else MOST)
            place.show()
        self._set_height(below)

    def _set_height(self, below: int) -> None:
        self.setFixedHeight(self.tallest() - self.row() + below)

    def _write_units(self, spec: NetworkSpec, room: float) -> int:
        """Write the units in the longest form that fits a room, else in the shortest; the width of the widest."""
        widest = 0
        for form in FORMS:
            for row, layer in zip(self._units, spec.layers, strict=False):
                row.show_units(layer.units, form)
            widest = max((row.width() for row in self._units), default=0)
            if widest <= room:
                break
        return widest
