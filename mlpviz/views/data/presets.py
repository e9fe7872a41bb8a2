"""The presets: a picture of each shape to click on, or one dropdown where there is little room."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mlpviz.data.points import Recipe
from mlpviz.data.shapes import SHAPES, draws_points, shapes_shown
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import label
from mlpviz.views.data.preset_row import PresetRow
from mlpviz.views.look.theme import Theme

OWN = "Own points"
ANOTHER_SEED = "Draw the same shape with another seed"


class Presets(QWidget):
    """The presets of one kind, the dice and the seed; `recipe_requested` carries the Recipe to draw."""

    recipe_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._recipe: Recipe | None = None
        self._usual = Recipe("Spiral")
        self._narrow = False
        self.head = QWidget(self)
        """Dice and seed, for the row of the tabs."""
        self._dice = IconButton(theme, "dice", ANOTHER_SEED, role="ghost", size=24, parent=self.head)
        self._seed_word, self._seed = label("seed", "label", self.head), label("", "number", self.head)
        self._row, self._combo = PresetRow(theme, self), PresetCombo(theme, self)
        self._place()
        self._row.preset_chosen.connect(self.choose)
        self._combo.preset_chosen.connect(self.choose)
        self._dice.clicked.connect(self.throw)
        self.show_recipe(None)

    def _place(self) -> None:
        head = QHBoxLayout(self.head)
        head.setSpacing(0)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._dice)
        head.addSpacing(4)
        head.addWidget(self._seed_word)
        head.addSpacing(5)
        head.addWidget(self._seed)
        self._forms = QStackedWidget(self)
        self._forms.addWidget(self._row)
        self._forms.addWidget(self._combo)
        self._forms.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._forms)

    def set_narrow(self, narrow: bool) -> None:
        """One dropdown in place of the pictures, or the pictures."""
        self._narrow = narrow
        form: QWidget = self._combo if narrow else self._row
        self._forms.setCurrentWidget(form)
        self._forms.setFixedHeight(form.sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """The stylesheet, first applied now, has taken the dice its size."""
        super().showEvent(event)
        self._dice.restyle()

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Show what the points were drawn from; None for points drawn by hand."""
        self._recipe = recipe
        if recipe is not None:
            self._usual = recipe
        self._row.show_choice("" if recipe is None else recipe.shape)
        self._combo.show_choice("" if recipe is None else recipe.shape)
        drawn = recipe is not None and draws_points(recipe.shape)
        self._dice.setEnabled(drawn)
        self._dice.setToolTip(ANOTHER_SEED if drawn else "Choose a preset first")
        self._seed.setText(str(self._usual.seed))
        for part in (self._seed_word, self._seed):
            part.setEnabled(drawn)

    def show_kind(self, *, values: bool) -> None:
        """Offer the presets with values, or those with classes."""
        self._row.show_kind(values=values)
        self._combo.show_kind(values=values)
        self._forms.setFixedHeight((self._combo if self._narrow else self._row).sizeHint().height())

    def set_usual(self, recipe: Recipe) -> None:
        """With what noise, split and number of points the next preset is drawn."""
        self._usual = recipe

    @Slot(str)
    def choose(self, name: str) -> None:
        """Ask for a preset by name; raises ValueError for an unknown one."""
        if name not in SHAPES:
            raise ValueError(f"There is no preset {name!r}; choose one of {', '.join(SHAPES)}.")
        self.recipe_requested.emit(replace(self._usual, shape=name))

    @Slot()
    def throw(self) -> None:
        """Ask for the same preset with the next seed."""
        if self._recipe is not None:
            self.recipe_requested.emit(replace(self._recipe, seed=self._recipe.seed + 1))


class PresetCombo(QWidget):
    """The presets as one dropdown."""

    preset_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combo = Combo(self)
        self._combo.setAccessibleName("Preset")
        self._combo.setToolTip("Draw the points of a preset")
        self._combo.setPlaceholderText(OWN)
        self._values: bool | None = None
        self.show_kind(values=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.addWidget(self._combo)
        self._combo.activated.connect(self._report)

    def show_kind(self, *, values: bool) -> None:
        """List the presets with values, or those with classes."""
        if values == self._values:
            return
        self._values = values
        self._combo.clear()
        for at, shape in enumerate(shapes_shown(values=values)):
            self._combo.addItem(shape.label, shape.name)
            self._combo.setItemData(at, shape.about, Qt.ItemDataRole.ToolTipRole)

    def show_choice(self, name: str) -> None:
        """Show one preset, or none for ""."""
        self._combo.setCurrentIndex(self._combo.findData(name))

    @Slot(int)
    def _report(self, index: int) -> None:
        self.preset_chosen.emit(str(self._combo.itemData(index)))
