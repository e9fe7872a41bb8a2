"""A node that is a thumbnail: where it stands, what is written around it and what it shows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage

from mlpviz.views.graph.layout import Slot
from mlpviz.views.look.palette import tokens


@dataclass(frozen=True)
class NodeText:
    """What is written around one node."""

    latex: str = ""
    """To the left: the name of an input."""
    above: str = ""
    mark: int | None = None
    """To the right: the class this output stands for."""


@dataclass
class NodeFace:
    """What one node shows of the current picture."""

    image: QImage = field(default_factory=QImage)
    known: bool = False
    """A picture has been shown; without an image its values are not numbers."""
    bias: float = math.nan
    value: float | None = None
    """What the unit answers to the probed input."""
    dead: bool = False
    """It never fires on any train point."""


class Node:
    """One unit: where it stands and what it shows."""

    def __init__(self, slot: Slot, bias: QRectF, text: NodeText) -> None:
        self.slot, self.bias_rect, self.text = slot, bias, text
        self.face = NodeFace()
        self.offset, self.opacity = QPointF(), 1.0
        """How far it is from its place, and how much of it is seen, while it travels there."""
        inset = float(tokens()["lines"]["node_inner_gap"])
        self.inner = slot.rect.adjusted(inset, inset, -inset, -inset)
        self.covered = QRectF(self.inner.toAlignedRect())
        """The whole pixels of the thumbnail."""
        self._tick = tick(bias, 0.0, 0.0)
        self._line = bias.width()
        self._scaled: QImage | None = None
        self._ratio = 0.0

    def show_face(self, image: QImage, bias: float) -> bool:
        """Show another thumbnail and bias; returns whether what is kept over them must change too."""
        face = self.face
        renewed = not face.known or image.isNull() != face.image.isNull()
        if image is not face.image:
            face.image, self._scaled = image, None
        face.bias, face.known = bias, True
        return renewed

    def tick(self, limit: float) -> QRectF:
        """Where the tick of the bias stands; `limit` is at the ends of its line."""
        return self._tick.translated(tick_shift(self._line, self.face.bias, limit), 0.0)

    def thumbnail(self, ratio: float) -> QImage:
        """The image as large as it is drawn on a screen of that pixel ratio."""
        if self._scaled is None or ratio != self._ratio:
            self._ratio = ratio
            self._scaled = self.face.image.scaled(
                (self.covered.size() * ratio).toSize(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled


def tick(rect: QRectF, bias: float, limit: float) -> QRectF:
    """Where the tick of a bias stands on its line."""
    x = rect.center().x() + tick_shift(rect.width(), bias, limit)
    return QRectF(x - 2, rect.top(), 4, rect.height())


def tick_shift(width: float, bias: float, limit: float) -> float:
    """How far it stands from the centre of a line so wide."""
    share = max(-1.0, min(1.0, bias / limit)) if limit > 0 else 0.0
    return share * (width / 2 - 2)
