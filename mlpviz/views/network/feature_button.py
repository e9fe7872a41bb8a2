"""The button under the inputs of the graph that opens the menu of features."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlpviz.views.controls.button import Button
from mlpviz.views.graph.layout import GraphLayout
from mlpviz.views.graph.thumbnail_layout import FOOT_HEIGHT
from mlpviz.views.look.theme import Theme

WIDTH = 76


class FeatureButton(Button):
    """Stands under the inputs, to the left of the edges that pass there; hidden where there is no room for it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        tip = "Choose what the first layer is given"
        super().__init__(theme, "feature", "dashed", icon="plus", tip=tip, parent=parent)
        self.setAccessibleName("Choose input features")
        self.hide()

    def place(self, graph: GraphLayout) -> None:
        """Go where the layout has room for it."""
        self.setVisible(graph.foot is not None)
        if graph.foot is not None:
            width, height = round(WIDTH * max(1.0, self._theme.text_scale)), round(FOOT_HEIGHT)
            free = graph.foot.x() + 0.35 * (graph.columns[1].x - graph.columns[0].x)  # edges pass further right
            left = min(graph.foot.x() - width / 2, free - width)
            self.setGeometry(max(2, round(left)), round(graph.foot.y()), width, height)
