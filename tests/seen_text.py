"""Finds every text in a window as it is painted: what it says, the pixels that its ink takes, and what cuts it.

The window is painted on a device that draws nothing and writes down each text that Qt hands to it, whoever paints it:
a label, a button, the style, a graph. Typeset symbols arrive as the outlines of their signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPixmap,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from mlpviz.views.graph.legend import Legend
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.graph.canvas import WalkCanvas

SLACK = 1.0
"""Px that ink may lie over an edge: signs are drawn a little beyond their metrics."""
Metric = QPaintDevice.PaintDeviceMetric
Dirty = QPaintEngine.DirtyFlag


@dataclass
class Seen:
    """A text as it was painted. `ink` and `shown`, what is not cut of it, are in px of the window."""

    text: str
    ink: QRectF
    shown: QRectF
    owner: QWidget
    hidden: bool = False
    """Whether something was painted over a part of it."""

    @property
    def cut(self) -> bool:
        """Whether some of it cannot be seen, and no scroll bar leads there."""
        lost = max(
            self.shown.left() - self.ink.left(), self.shown.top() - self.ink.top(),
            self.ink.right() - self.shown.right(), self.ink.bottom() - self.shown.bottom(),
        )  # fmt: skip
        return lost > SLACK or self.hidden

    def __str__(self) -> str:
        kinds: list[str] = []
        widget: Any = self.owner
        while widget is not None and len(kinds) < 3:
            kinds.insert(0, type(widget).__name__)
            widget = widget.parentWidget()
        ink = self.ink.toRect()
        return f"{self.text!r} at {ink.x()}, {ink.y()} ({ink.width()} × {ink.height()}) in {' ▸ '.join(kinds)}"


def seen_texts(window: QWidget) -> list[Seen]:
    """Every text of a window that is shown at least in part."""
    device = _Device(window.size())
    found: list[Seen] = []
    with _noting(device):
        for widget in [window, *window.findChildren(QWidget)]:
            if not widget.isVisible() or widget.isWindow() is not (widget is window):
                continue
            _forget_pictures(widget)
            device.engine.begin_widget(widget)
            QWidget.render(widget, device, widget.mapTo(window, QPoint()), QRegion(), QWidget.RenderFlag(0))
            found += _shown(window, widget, device.engine.seen)
    return found


def faults(texts: list[Seen]) -> list[str]:
    """A sentence for each text that is cut, and for each two that cross."""
    found = [f"cut: {text}" for text in texts if text.cut]
    for index, one in enumerate(texts):
        reach = one.shown.adjusted(SLACK, SLACK, -SLACK, -SLACK)
        found += [f"cross: {one}, and {other}" for other in texts[:index] if reach.intersects(other.shown)]
    return found


def _shown(window: QWidget, widget: QWidget, seen: list[Seen]) -> Iterator[Seen]:
    """What the widgets around leave of the texts of one; what was scrolled away counts as not painted."""
    for text in seen:
        child: QWidget | None = None
        around: QWidget | None = widget
        while around is not None:
            room = QRectF(QPointF(around.mapTo(window, QPoint())), around.size().toSizeF())
            if isinstance(around.parentWidget(), QAbstractScrollArea):
                _scroll(text, room, around.parentWidget(), moved=child is not None)
            text.shown &= room
            child, around = around, None if around is window else around.parentWidget()
        if text.shown.width() > 0 and text.shown.height() > 0:
            yield text


def _scroll(text: Seen, room: QRectF, area: Any, *, moved: bool) -> None:
    """Let go of the ink that a scroll bar leads to."""
    if area.verticalScrollBar().maximum() > area.verticalScrollBar().minimum():
        text.ink.setTop(max(text.ink.top(), room.top()))
        text.ink.setBottom(min(text.ink.bottom(), room.bottom()))
    if area.horizontalScrollBar().maximum() > area.horizontalScrollBar().minimum():
        text.ink.setLeft(max(text.ink.left(), room.left()))
        text.ink.setRight(min(text.ink.right(), room.right()))


def _forget_pictures(widget: QWidget) -> None:
    """Two views keep a picture of some of their texts: they paint it anew."""
    if isinstance(widget, WalkCanvas):
        widget._ground = None
    elif isinstance(widget, Legend):
        widget._kept_for = None


class _Engine(QPaintEngine):
    """Notes texts, in px of the window; draws nothing."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.seen: list[Seen] = []
        self.outline: QRectF | None = None
        """What a typeset symbol covers, while one is drawn."""
        self._transform = QTransform()

    def begin_widget(self, widget: QWidget) -> None:
        self.owner, self.seen = widget, []

    def note(self, text: str, ink: QRectF, clip: QRectF | None) -> None:
        if text.strip() and not ink.isEmpty():
            self.seen.append(Seen(text, ink, ink if clip is None else ink & clip, self.owner))

    def clip(self) -> QRectF | None:
        painter = self.painter()
        return self._transform.mapRect(painter.clipBoundingRect()) if painter.hasClipping() else None

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        if state.state() & Dirty.DirtyTransform:
            self._transform = QTransform(state.transform())

    def _solid(self) -> bool:
        brush = self.painter().brush()
        return brush.style() == Qt.BrushStyle.SolidPattern and brush.color().alpha() == 255

    def drawTextItem(self, point: Any, item: QTextItem) -> None:
        ink = _ink(item.font().toString(), item.text())
        # Signs that the font lacks come from a smaller one, but are measured as if they did not.
        ink = (ink & QRectF(-SLACK, ink.top(), item.width() + 2 * SLACK, ink.height())).translated(point)
        self.note(item.text(), self._transform.mapRect(ink), self.clip())

    def drawPath(self, path: QPainterPath) -> None:
        covered = self._transform.mapRect(path.boundingRect())
        if self.outline is not None:
            self.outline |= covered
        elif self._solid():
            self._hide(self._transform.map(path))

    def drawRects(self, rects: Any, *count: int) -> None:
        if self._solid() and self.outline is None:
            for rect in rects:
                outline = QPainterPath()
                outline.addRect(QRectF(rect))
                self._hide(self._transform.map(outline))

    def _hide(self, covered: QPainterPath) -> None:
        clip = self.clip()
        for text in self.seen:
            inner = text.ink.adjusted(SLACK, SLACK, -SLACK, -SLACK)
            inner = inner if clip is None else inner & clip
            text.hidden |= not inner.isEmpty() and covered.intersects(inner)

    def drawPixmap(self, *arguments: Any) -> None: ...
    def drawTiledPixmap(self, *arguments: Any) -> None: ...
    def drawImage(self, *arguments: Any) -> None: ...
    def drawPolygon(self, *arguments: Any) -> None: ...
    def drawLines(self, *arguments: Any) -> None: ...
    def drawEllipse(self, *arguments: Any) -> None: ...
    def drawPoints(self, *arguments: Any) -> None: ...


class _Device(QPaintDevice):
    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.engine = _Engine()
        self._metrics = {
            Metric.PdmWidth: size.width(), Metric.PdmHeight: size.height(), Metric.PdmDepth: 32,
            Metric.PdmDpiX: 96, Metric.PdmDpiY: 96, Metric.PdmPhysicalDpiX: 96, Metric.PdmPhysicalDpiY: 96,
            Metric.PdmDevicePixelRatio: 1, Metric.PdmDevicePixelRatioScaled: 65536,
        }  # fmt: skip

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return self._metrics.get(metric, 0)


@contextmanager
def _noting(device: _Device) -> Iterator[None]:
    """Note symbols as one text each, and what is written into a picture that a view then shows at its corner."""
    draw_math, draw_text, engine = Typesetter.draw, QPainter.drawText, device.engine

    def in_window(painter: QPainter, rect: QRectF) -> QRectF:
        corner = engine.owner.mapTo(engine.owner.window(), QPoint())
        return painter.transform().mapRect(rect).translated(QPointF(corner))

    def noted_math(self: Typesetter, painter: QPainter, latex: str, *rest: Any, **more: Any) -> QRectF:
        engine.outline = QRectF()
        covered = draw_math(self, painter, latex, *rest, **more)
        ink, engine.outline = engine.outline, None
        if isinstance(painter.device(), QPixmap):
            engine.note(latex, in_window(painter, covered), None)
        else:
            engine.note(latex, ink, engine.clip())
        return covered

    def noted_text(painter: QPainter, place: Any, *rest: Any) -> Any:
        if isinstance(painter.device(), QPixmap):
            text = rest[-1]
            ink = _ink(painter.font().toString(), text)
            if isinstance(place, QPointF):
                ink.translate(place)
            else:
                box = painter.boundingRect(QRectF(place), *rest)
                ink.translate(box.left(), box.top() + QFontMetricsF(painter.font()).ascent())
            engine.note(text, in_window(painter, ink), None)
        return draw_text(painter, place, *rest)

    Typesetter.draw, QPainter.drawText = noted_math, noted_text  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Typesetter.draw, QPainter.drawText = draw_math, draw_text  # type: ignore[method-assign]


def _ink(font: str, text: str) -> QRectF:
    """What the signs of a text cover when it is written at 0, 0."""
    return QRectF(_measured(font, text))


@cache
def _measured(font: str, text: str) -> QRectF:
    described = QFont()
    described.fromString(font)
    return QFontMetricsF(described).tightBoundingRect(text)
