"""Noise, test split and number of points: sliders that apply when they are released."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.data.points import FEWEST_DRAWN, MOST_DRAWN, MOST_NOISE, MOST_TEST_SHARE, PointSet, Recipe
from mlpviz.data.shapes import draws_points
from mlpviz.engine import number
from mlpviz.views.controls.slider import LabelledSlider
from mlpviz.views.look.theme import Theme

SPLIT_TIP = "The share of points that is kept to test what was learned. Training never sees them."
TIPS = {
    ("Noise", False): "How far the points are scattered. Another value draws the preset anew.",
    ("Noise", True): "How far the values are scattered. Another value draws the preset anew.",
    ("Test split", False): SPLIT_TIP,
    ("Test split", True): SPLIT_TIP,
    ("Points per class", False): "How many points of each class the preset draws.",
    ("Points", True): "How many points the preset draws.",
}
"""By the name of the slider, and whether the points carry values."""
NO_POINTS = "There are no points to split yet."
ONLY_PRESETS = "These points were drawn by hand. Choose a preset to change this."


class DataSliders(QWidget):
    """Three sliders over one Recipe; the split holds for points drawn by hand too."""

    recipe_requested = Signal(object)
    split_requested = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe("Spiral")
        self._points: PointSet | None = None
        self._asked = 0.0
        """Which split was asked for by hand last."""
        self._drawn = True
        self._noise = LabelledSlider(
            theme, "Noise", minimum=0.0, maximum=MOST_NOISE, step=0.01, formatter=_hundredths, usual=0.1, parent=self)
        self._split = LabelledSlider(
            theme, "Test split", minimum=0.0, maximum=MOST_TEST_SHARE, step=0.01, formatter=_percent, usual=0.25,
            parent=self)
        self._count = LabelledSlider(
            theme, "Points per class", minimum=FEWEST_DRAWN, maximum=MOST_DRAWN, log=True, formatter=self._count_text,
            usual=120, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        for slider in (self._noise, self._split, self._count):
            column.addWidget(slider)
        self._noise.value_chosen.connect(self._change_noise)
        self._count.value_chosen.connect(self._change_count)
        self._split.value_chosen.connect(self._change_split)

    def show_points(self, points: PointSet) -> None:
        """Show how the points were made; what does not apply to them is disabled."""
        self._points, recipe = points, points.recipe
        if recipe is not None:
            self._recipe = recipe
        self._noise.set_value(self._recipe.noise)
        self._count.set_value(self._recipe.per_class)
        self._split.set_value(self._share(points))
        self._drawn = recipe is not None and draws_points(recipe.shape)
        values = points.targets is not None
        self._count.set_text("Points" if values else "Points per class")
        for slider in (self._noise, self._count):
            slider.setEnabled(self._drawn)
            slider.setToolTip(TIPS[slider.text(), values] if self._drawn else ONLY_PRESETS)
        why = "" if len(points) else NO_POINTS
        self._split.setEnabled(not why)
        self._split.setToolTip(why or TIPS[self._split.text(), values])

    def recipe(self) -> Recipe:
        """Noise, split and number of points as last asked for, for the next preset."""
        return self._recipe

    def noise(self) -> LabelledSlider:
        """The slider of the noise."""
        return self._noise

    def split(self) -> LabelledSlider:
        """The slider of the test split."""
        return self._split

    def count(self) -> LabelledSlider:
        """The slider of the points per class."""
        return self._count

    def _share(self, points: PointSet) -> float:
        """The split the points have; the one asked for where whole points allow no closer."""
        asked = self._recipe.test_share if points.recipe is not None or not len(points) else self._asked
        if not len(points):
            return asked
        found = points.test_count / len(points)
        # Points drawn by hand may be few: there only what rounds to the same number of points counts as the same.
        whole = 0.5 * max(1, points.classes) + 1e-9 if points.recipe is not None else 0.5 - 1e-9
        return asked if abs(found - asked) * len(points) <= whole else round(found, 2)

    @Slot(float)
    def _change_noise(self, noise: float) -> None:
        self._ask(replace(self._recipe, noise=noise))

    @Slot(float)
    def _change_count(self, count: float) -> None:
        self._ask(replace(self._recipe, per_class=self._counted(count)))

    @Slot(float)
    def _change_split(self, share: float) -> None:
        self._recipe = replace(self._recipe, test_share=share)
        self._asked = share
        self.split_requested.emit(share)
        if self._points is not None:  # so few points may allow no such share, and then nothing has changed
            self._split.set_value(self._share(self._points))

    def _ask(self, recipe: Recipe) -> None:
        self._recipe = recipe
        if self._drawn:
            self.recipe_requested.emit(recipe)

    def _counted(self, value: float) -> int:
        """A round number; the very number of the recipe where the knob cannot stand closer to it."""
        known = self._recipe.per_class
        return known if abs(value - known) < 0.012 * known else _rounded(value)

    def _count_text(self, value: float) -> str:
        return number.count(self._counted(value))


def _rounded(value: float) -> int:
    """A whole number with two digits that count: 118 becomes 120."""
    step = 1 if value < 50 else 5 if value < 200 else 10 if value < 500 else 50
    return step * round(value / step)


def _hundredths(value: float) -> str:
    return number.fixed(value, 2)


def _percent(value: float) -> str:
    return number.percent(value, 0)
