"""The row of fields above the grid: what all its cells have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.data.shapes import SHAPES
from mlpviz.engine import number
from mlpviz.engine.experiment import preset
from mlpviz.engine.flow.grid import MOST_EPOCHS, MOST_HIDDEN, FlowGrid
from mlpviz.engine.network_spec import MOST_UNITS
from mlpviz.engine.typed_number import read_whole, read_within
from mlpviz.nn.optimizers import optimizers
from mlpviz.views.controls.field import Field, Option
from mlpviz.views.controls.label import label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.gradient_flow.axis import LOSS, NORMS
from mlpviz.views.look.theme import Theme

OWN = "own"
"""The choice of points that are no preset."""
ALL = "all"
WHOLE = 10**9
"""A batch of more samples than anyone has is all of them."""
MOST_RATE, MOST_SEED = 1e6, 2**53
DEPTHS = ("1", "2", "4", "8", "12", "16", "20", "30")
WIDTHS = ("4", "8", "10", "20", "50", "100")
RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")
BATCHES = ("1", "4", "16", "32", "64")
EPOCHS = ("20", "60", "120", "300", "1000")
SEEDS = tuple(map(str, range(1, 11)))
GAP, SPACE = 16, 10
"""Px at the ends of the row, and between two fields."""
BESIDE, ABOVE, SCROLL_BAR = 48, 64, 10
"""Height of the row with names beside or above the fields, and of a bar to scroll it with, in px."""


class FieldsRow(QWidget):
    """Asks for another grid whenever a field is changed, and for another curve in the cells."""

    grid_requested = Signal(str, object)
    """What Undo says, and the FlowGrid."""
    shows_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the row; no grid is shown yet."""
        super().__init__(parent)
        self._theme = theme
        self._grid: FlowGrid | None = None
        self._height = BESIDE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.data = Field(theme, "Data", tip="The points that every cell learns.")
        self.layers = Field(theme, "Hidden layers", DEPTHS, editable=True, tip=f"How deep, 1 to {MOST_HIDDEN}.")
        self.width_ = Field(theme, "Width", WIDTHS, editable=True, tip=f"Units of a hidden layer, 1 to {MOST_UNITS}.")
        self.optimizer = Field(theme, "Optimiser", optimizers.options(), tip="How an update follows from the gradient.")
        self.rate = Field(theme, "Learning rate", RATES, editable=True, tip="How large a step an update takes.")
        self.batch = Field(theme, "Batch size", [*BATCHES, (ALL, "All")], editable=True, tip="Samples in one update.")
        self.epochs = Field(theme, "Epochs", EPOCHS, editable=True, tip="How long every cell is trained.")
        self.seed = Field(theme, "Seed", SEEDS, editable=True, tip="Of the initial weights, the same in every cell.")
        self.shows = Segmented(
            theme, [(NORMS, "Gradient norm"), (LOSS, "Loss")],
            tips=["Cells show the gradient norm of each layer (G)", "Cells show the loss (L)"],
        )  # fmt: skip
        self.shows.setAccessibleName("Cell shows")
        self._shows_word = label("Cell shows", "label")
        self._place()
        self._connect()
        theme.changed.connect(self.restyle)
        self.restyle()

    def fields(self) -> tuple[Field, ...]:
        """Every field, from left to right."""
        return (
            self.data, self.layers, self.width_, self.optimizer, self.rate, self.batch, self.epochs, self.seed,
        )  # fmt: skip

    def _place(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(GAP, 0, GAP, 0)
        self._row.setSpacing(SPACE)
        for field in self.fields():
            self._row.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        self._row.addWidget(self._shows_word)
        self._row.addWidget(self.shows)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        area = scrolling(inside, along=Qt.Orientation.Horizontal)
        area.setMinimumHeight(1)  # else it would keep room for a scroll bar
        page.addWidget(area)

    def _connect(self) -> None:
        self.optimizer.set_tips([kind().about for kind in optimizers])
        for field, take in (
            (self.data, self._take_data), (self.layers, self._take_layers), (self.width_, self._take_width),
            (self.optimizer, self._take_optimizer), (self.rate, self._take_rate), (self.batch, self._take_batch),
            (self.epochs, self._take_epochs), (self.seed, self._take_seed),
        ):  # fmt: skip
            field.value_chosen.connect(take)
        self.shows.chosen.connect(self.shows_requested)

    # room

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self._fit()

    def sizeHint(self) -> QSize:
        """One row, with names beside or above the fields."""
        return QSize(600, self._height)

    def minimumSizeHint(self) -> QSize:
        """It scrolls rather than force the window wide."""
        return QSize(0, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names stand beside the fields where there is room, else above them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        for beside, worded in ((True, True), (True, False), (False, True), (False, False)):
            if self._needed(beside=beside, worded=worded) <= self.width():
                break
        for field in self.fields():
            field.set_beside(beside)
            field.setMinimumWidth(field.needed_width(beside=beside))
        self._shows_word.setVisible(worded)
        fits = self._needed(beside=beside, worded=worded) <= self.width()
        height = round((BESIDE if beside else ABOVE) * grown) + (0 if fits else SCROLL_BAR)
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def _needed(self, *, beside: bool, worded: bool) -> int:
        fields = sum(field.needed_width(beside=beside) + SPACE for field in self.fields())
        word = self._shows_word.sizeHint().width() + SPACE if worded else 0
        return fields + word + self.shows.sizeHint().width() + 2 * GAP + SPACE

    # what it shows

    def show_grid(self, grid: FlowGrid, shows: str) -> None:
        """Show what a grid is trained on and how, and which curve the cells show."""
        self._grid = grid
        recipe, plan = grid.base.points.recipe, grid.plan
        named = recipe is not None and recipe.shape in SHAPES
        options: list[Option] = [(name, shape.label) for name, shape in SHAPES.items() if "Blank" not in name]
        if not named:
            options.append((OWN, "Your points"))
        self.data.set_options(options)
        self.data.choose(recipe.shape if named and recipe is not None else OWN)
        self.layers.choose(str(grid.layers))
        self.width_.choose(str(grid.width))
        self.optimizer.choose(plan.optimizer.name)
        self.rate.choose(number.whole(plan.learning_rate))
        self.batch.choose(ALL if plan.batch_size >= WHOLE else str(plan.batch_size))
        self.epochs.choose(str(grid.epochs))
        self.seed.choose(str(grid.seed))
        self.shows.choose(shows)
        self._fit()

    # what was chosen

    def _ask(self, field: Field, undo: str, text: str, changed: Callable[[FlowGrid, str], FlowGrid]) -> None:
        """Ask for the grid that a text means, or say why it means none."""
        if self._grid is None:
            return
        try:
            wanted = changed(self._grid, text)
        except ValueError as why:
            self.show_grid(self._grid, self.shows.value())
            field.refuse(str(why))
            return
        self.show_grid(self._grid, self.shows.value())  # what was typed is shown as it is understood
        self.grid_requested.emit(undo, wanted)

    @Slot(str)
    def _take_data(self, name: str) -> None:
        if name != OWN:
            self._ask(self.data, "Choose other data", name, _with_data)

    @Slot(str)
    def _take_layers(self, text: str) -> None:
        self._ask(self.layers, "Change the hidden layers", text, _with_layers)

    @Slot(str)
    def _take_width(self, text: str) -> None:
        self._ask(self.width_, "Change the width", text, _with_width)

    @Slot(str)
    def _take_optimizer(self, name: str) -> None:
        self._ask(self.optimizer, "Change the optimiser", name, _with_optimizer)

    @Slot(str)
    def _take_rate(self, text: str) -> None:
        self._ask(self.rate, "Change the learning rate", text, _with_rate)

    @Slot(str)
    def _take_batch(self, text: str) -> None:
        self._ask(self.batch, "Change the batch size", text, _with_batch)

    @Slot(str)
    def _take_epochs(self, text: str) -> None:
        self._ask(self.epochs, "Change the epochs", text, _with_epochs)

    @Slot(str)
    def _take_seed(self, text: str) -> None:
        self._ask(self.seed, "Change the seed", text, _with_seed)


def _with_data(grid: FlowGrid, name: str) -> FlowGrid:
    return replace(grid, base=preset(name))


def _with_layers(grid: FlowGrid, text: str) -> FlowGrid:
    return replace(grid, layers=read_whole(text, 1, MOST_HIDDEN))


def _with_width(grid: FlowGrid, text: str) -> FlowGrid:
    return replace(grid, width=read_whole(text, 1, MOST_UNITS))


def _with_optimizer(grid: FlowGrid, name: str) -> FlowGrid:
    return replace(grid, plan=replace(grid.plan, optimizer=optimizers.make(name)))


def _with_rate(grid: FlowGrid, text: str) -> FlowGrid:
    return replace(grid, plan=replace(grid.plan, learning_rate=read_within(text, 0.0, MOST_RATE)))


def _with_batch(grid: FlowGrid, text: str) -> FlowGrid:
    whole = text == ALL or text.strip().lower() in ("all", "full")
    return replace(grid, plan=replace(grid.plan, batch_size=WHOLE if whole else read_whole(text, 1, WHOLE)))


def _with_epochs(grid: FlowGrid, text: str) -> FlowGrid:
    return replace(grid, epochs=read_whole(text, 1, MOST_EPOCHS))


def _with_seed(grid: FlowGrid, text: str) -> FlowGrid:
    return replace(grid, seed=read_whole(text, 0, MOST_SEED))
