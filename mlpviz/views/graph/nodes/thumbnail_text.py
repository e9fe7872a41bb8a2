"""What is written beside thumbnails: names of inputs, and what outputs stand for, as there is room."""

from __future__ import annotations

import math

from PySide6.QtGui import QFontMetricsF

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.telling.naming import names_of
from mlpviz.views.graph.layout import GraphLayout, Slot
from mlpviz.views.graph.names import described
from mlpviz.views.graph.nodes.node import NodeText
from mlpviz.views.graph.nodes.thumbnail_frame import LABEL_GAP, NAME_GAP, NAME_SIZE
from mlpviz.views.graph.thumbnail_layout import LABEL_ROOM, LEFT, RIGHT
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter


def room_for_names(experiment: Experiment, theme: Theme, typesetter: Typesetter) -> float:
    """From the left side to the middle of the inputs: room for the longest of their names."""
    names, inputs = names_of(experiment), range(min(16, experiment.network.widths[0]))
    widths = [typesetter.extent(names.unit(0, unit), NAME_SIZE * theme.text_scale).width for unit in inputs]
    return max(LEFT, max(widths) + NAME_GAP + 30.0)


def text_of(experiment: Experiment, theme: Theme, graph: GraphLayout, slot: Slot) -> NodeText:
    """What is written beside a unit."""
    if slot.column == 0:
        return NodeText(latex=names_of(experiment).unit(0, slot.first))
    if slot.column < len(graph.columns) - 1:
        return NodeText()
    above = _label(experiment, theme, graph, slot)
    if experiment.points.targets is not None:
        return NodeText(above=above)
    label = 1 if experiment.network.outputs == 1 else slot.first
    return NodeText(above=above, mark=experiment.class_color(label))


def _label(experiment: Experiment, theme: Theme, graph: GraphLayout, slot: Slot) -> str:
    """The text above an output: with what it stands for, its name alone, or none, as there is room."""
    metrics, column = QFontMetricsF(theme.font("s")), graph.columns[-1]
    high, free = metrics.height() + LABEL_GAP, math.inf if len(column.slots) == 1 else column.gap - 12.0
    if high > slot.rect.top() or max(high, LABEL_ROOM) > free:
        return ""
    label, room = described(experiment, slot.column, slot.first), RIGHT + slot.rect.width() / 2 - 4.0
    return label if metrics.horizontalAdvance(label) <= room else label.partition(" ")[0]
