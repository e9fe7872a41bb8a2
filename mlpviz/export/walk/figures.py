"""The graph of every operation of a walk as SVG, drawn by the painter of the step-through in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter

from mlpviz.engine.edge_lenses import Both
from mlpviz.export.walk.story import Story
from mlpviz.export.walk.svg import Shape, Table
from mlpviz.views.look.as_svg import as_svg
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.graph.label_places import WalkPlan
from mlpviz.views.walk.graph.picture import WalkPicture
from mlpviz.views.walk.graph.scene import WalkScene

LEAST, COLUMN = 680.0, 150.0
LOW, ROW, HIGH = 300.0, 84.0, 520.0
"""Px of a figure: its least width, a column; its least height, a row of units, its greatest height."""


class Figures:
    """Draws figures one by one; `table` then holds what they share. Needs an application and its fonts."""

    def __init__(self, story: Story) -> None:
        self._story = story
        widths = story.narrator.walk.experiment.network.widths
        height = min(HIGH, max(LOW, 60.0 + ROW * max(widths)))
        self.size = QSizeF(max(LEAST, COLUMN * (len(widths) + 1)), height)
        self.table = Table()
        self._sides = [_Side(theme, story) for theme in ("light", "dark")]

    def draw(self) -> Iterator[list[int]]:
        """The elements of the figure of each operation, by their number in `table`."""
        for index in self._story.indices:
            light, dark = (side.svg(index, self.size) for side in self._sides)
            yield self.table.take(light, dark, self._sides[0].width_of)

    def close(self) -> None:
        """Let go of the themes."""
        for side in self._sides:
            side.theme.release()


class _Side:
    """One theme's half of every figure."""

    def __init__(self, theme: str, story: Story) -> None:
        self.theme = Theme(theme)
        self._picture = WalkPicture(self.theme)
        self._scene = WalkScene(self.theme, story.narrator, story.operations)
        self._lens = Both()

    def svg(self, index: int, size: QSizeF) -> str:
        """What Qt writes of the graph at an operation."""
        self._scene.show(index)
        return as_svg(size, partial(self._draw, self._picture.plan(self._scene, size)))

    def _draw(self, plan: WalkPlan, painter: QPainter) -> None:
        self._picture.paint_ground(painter, plan, self._lens, None)
        self._picture.paint(painter, plan, self._lens, None, 1.0)

    def width_of(self, text: Shape) -> float:
        """The width of a text in the program's own font."""
        font = self.theme.font("m", weight=round(float(text.settings.get("font-weight", "400"))))
        font.setPixelSize(round(float(text.settings["font-size"])))
        return QFontMetricsF(font).horizontalAdvance(text.text)
