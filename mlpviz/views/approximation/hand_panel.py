"""The sliders of the constructive proof: one step, a bump, a staircase, towers in two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mlpviz.data.shapes import SHAPES
from mlpviz.engine import number
from mlpviz.engine.approximation.construction import MOST_STAIRS, STAGES, Construction
from mlpviz.engine.approximation.towers import MOST_SIDE, SURFACES
from mlpviz.views.approximation.units_panel import row
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.slider import LabelledSlider
from mlpviz.views.look.theme import Theme

LABELS = {"step": "1 Step", "bump": "2 Bump", "staircase": "3 Stairs", "towers": "4 Towers"}
TIPS = {
    "step": "One steep sigmoid is a step",
    "bump": "Two steps, up and down, are a bump",
    "staircase": "Bumps side by side follow any curve",
    "towers": "The same with two inputs: bumps along both, and a second layer",
}
USUAL = Construction()


class HandPanel(QWidget):
    """Asks for another construction as a slider moves."""

    construction_requested = Signal(object)
    """A Construction."""
    open_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with one step."""
        super().__init__(parent)
        self._theme = theme
        self._now = USUAL
        self._sliders: list[tuple[LabelledSlider, str, Callable[[float], float]]] = []
        self.stages = Segmented(theme, [(one, LABELS[one]) for one in STAGES], tips=[TIPS[one] for one in STAGES])
        self.stages.setAccessibleName("Stage of the proof")
        self.surface = Combo()
        self.surface.setAccessibleName("Surface")
        for name in SURFACES:
            self.surface.addItem(SHAPES[name].label, name)
        self._pages = {stage: self._page(stage) for stage in STAGES}
        self._largest, self._squared = LiveLabel("", "value"), LiveLabel("", "value")
        self._bound, self._units = label("", "secondary"), LiveLabel("", "secondary")
        self._formula, self._about = label("", "body"), label("", "secondary")
        for words in (self._bound, self._formula, self._about):
            words.setWordWrap(True)
        self.open = Button(theme, "Open in Playground", tip="This network with its weights: train on from the proof")
        self._place()
        self.stages.chosen.connect(self._choose_stage)
        self.surface.activated.connect(self._choose_surface)
        self.open.clicked.connect(self.open_requested)

    def _page(self, stage: str) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if stage in ("step", "bump"):
            made = [self._slide("Weight k", "steepness", 1.0, 200.0, log=True),
                    self._slide("Position", "position", -3.0, 3.0, step=0.05),
                    self._slide("Height", "height", -1.8, 1.8, step=0.05)]  # fmt: skip
            if stage == "bump":
                made.insert(2, self._slide("Width", "width", 0.1, 4.0, step=0.05))
        elif stage == "staircase":
            made = [self._slide("Bumps", "pieces", 1, MOST_STAIRS, step=1, whole=True),
                    self._slide("Weight k", "stair_steepness", 1.0, 500.0, log=True)]  # fmt: skip
        else:
            column.addLayout(row("Surface", self.surface))
            made = [self._slide("Towers a side", "side", 1, MOST_SIDE, step=1, whole=True),
                    self._slide("Weight k", "tower_steepness", 1.0, 200.0, log=True)]  # fmt: skip
        for slider in made:
            column.addWidget(slider)
        column.addStretch(1)
        return page

    def _slide(
        self, text: str, field: str, low: float, high: float, *, step: float = 0.01, log: bool = False,
        whole: bool = False,
    ) -> LabelledSlider:  # fmt: skip
        written = _whole if whole else partial(self._written, field)
        slider = LabelledSlider(
            self._theme, text, low, high, step=step, log=log, value=getattr(USUAL, field), usual=getattr(USUAL, field),
            formatter=written, label_width=92, value_width=46,
        )  # fmt: skip
        slider.slider().setToolTip(f"{text}, {number.plain(low)} to {number.plain(high)}. Double click: as at first")
        slider.setProperty("field", field)
        slider.value_changed.connect(self._follow)
        self._sliders.append((slider, field, round if whole else _rounded))
        return slider

    def _written(self, field: str, value: float) -> str:
        """The setting, where the slider stands as near to it as it can; else where the slider stands."""
        setting = float(getattr(self._now, field))
        return number.plain(setting if abs(value - setting) < 0.014 * abs(setting) else _rounded(value), 3)

    def _place(self) -> None:
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(8)
        inside.addWidget(self._formula)
        inside.addWidget(self._about)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label("The proof by hand", "title"))
        column.addWidget(self.stages)
        for page in self._pages.values():
            column.addWidget(page)
        column.addWidget(card)
        column.addLayout(row("Largest error", self._largest))
        column.addLayout(row("Mean squared error", self._squared))
        column.addWidget(self._bound)
        column.addLayout(row("Hidden units", self._units))
        column.addWidget(self.open)

    def slider(self, field: str) -> LabelledSlider:
        """The slider of a setting on the page that is open."""
        page = self._pages[self._now.stage]
        return next(one for one, name, _ in self._sliders if name == field and page.isAncestorOf(one))

    def show_construction(self, construction: Construction) -> None:
        """Show the settings."""
        self._now = construction
        self.stages.choose(construction.stage)
        for stage, page in self._pages.items():
            page.setVisible(stage == construction.stage)
        for slider, field, _ in self._sliders:
            if not slider.slider().isSliderDown():
                slider.set_value(getattr(construction, field))
        self.surface.setCurrentIndex(self.surface.findData(construction.surface))

    def show_words(self, formula: str, about: str) -> None:
        """Show the stage as a formula with its numbers, and what it teaches."""
        self._formula.setText(formula)
        self._about.setText(about)

    def show_errors(self, largest: str, squared: str, bound: str, units: str) -> None:
        """Show the errors, what bounds them ("" for nothing), and how many units it takes."""
        self._largest.setText(largest)
        self._squared.setText(squared)
        self._bound.setText(bound)
        self._bound.setVisible(bool(bound))
        self._units.setText(units)

    @Slot(str)
    def _choose_stage(self, stage: str) -> None:
        chosen = next(one for one in STAGES if one == stage)
        self.construction_requested.emit(self._now.with_stage(chosen))

    @Slot(int)
    def _choose_surface(self, index: int) -> None:
        self.construction_requested.emit(replace(self._now, surface=str(self.surface.itemData(index))))

    @Slot(float)
    def _follow(self, value: float) -> None:
        moved = self.sender()
        for slider, field, rounded in self._sliders:
            if slider is moved:
                changed: dict[str, Any] = {field: rounded(value)}
                self.construction_requested.emit(replace(self._now, **changed))


def _whole(value: float) -> str:
    return str(round(value))


def _rounded(value: float) -> float:
    """The value as it is written."""
    return float(f"{value:.3g}")
