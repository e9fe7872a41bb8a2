"""What a painter draws, kept as shapes, words and pictures: the one form from which every vector picture is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTextItem,
    QTransform,
)

from mlpviz.views.look.drawn import Mark, Raster, Shape, Words

DPI = 96
"""A point of text is then as large as on screen."""
Area: TypeAlias = QRectF | QRect
Place: TypeAlias = Any
_Metric = QPaintDevice.PaintDeviceMetric
_Dirty = QPaintEngine.DirtyFlag
_WRITTEN = (Qt.BrushStyle.NoBrush, Qt.BrushStyle.SolidPattern, Qt.BrushStyle.LinearGradientPattern)
"""Brushes that every vector format knows; what others fill is kept in pixels."""
_ALL = 0x7FFFFF
"""Of a font: every property was chosen."""
_KEPT: OrderedDict[int, Callable[[QPainter], None]] = OrderedDict()
MOST_KEPT = 2000
"""Pictures of which it is known how they are painted as shapes; beyond, the first ones are forgotten."""


class Drawing(QPaintDevice):
    """A sheet to paint on. `marks` is then what was painted, in its order."""

    def __init__(self, size: QSizeF) -> None:
        """An empty sheet, with a size in px."""
        super().__init__()
        self.size = size
        self.marks: list[Mark] = []
        self._engine = _Recorder(self.marks)

    def paintEngine(self) -> QPaintEngine:
        """What Qt hands the painting to."""
        return self._engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        """Size and resolution, as on screen."""
        width, height = round(self.size.width()), round(self.size.height())
        known = {
            _Metric.PdmWidth: width, _Metric.PdmHeight: height,
            _Metric.PdmWidthMM: round(width * 25.4 / DPI), _Metric.PdmHeightMM: round(height * 25.4 / DPI),
            _Metric.PdmNumColors: 2**24, _Metric.PdmDepth: 32,
            _Metric.PdmDpiX: DPI, _Metric.PdmDpiY: DPI, _Metric.PdmPhysicalDpiX: DPI, _Metric.PdmPhysicalDpiY: DPI,
            _Metric.PdmDevicePixelRatio: 1, _Metric.PdmDevicePixelRatioScaled: 0x10000,
        }  # fmt: skip
        return known.get(metric, 0)


    def draw(self, painter: QPainter) -> None:
        """Paint all of it once more, on whatever `painter` paints."""
        for mark in self.marks:
            painter.save()
            if mark.clip is not None:
                painter.setClipPath(mark.clip, Qt.ClipOperation.IntersectClip)
            painter.setOpacity(painter.opacity() * mark.opacity)
            painter.setTransform(mark.place, combine=True)
            mark.draw(painter)
            painter.restore()


def keep_as_shapes(picture: QPixmap, draw: Callable[[QPainter], None]) -> None:
    """Say how a picture of pixels is painted as shapes, within its own size: a Drawing keeps those in its place."""
    _KEPT[picture.cacheKey()] = draw
    if len(_KEPT) > MOST_KEPT:
        _KEPT.popitem(last=False)


def records(painter: QPainter) -> bool:
    """Whether it paints on a Drawing: pixels that were kept for the screen would be seen as such there."""
    return painter.paintEngine().type() == QPaintEngine.Type.User


def drawing_of(size: QSizeF, draw: Callable[[QPainter], None]) -> Drawing:
    """What `draw` paints on a sheet of that size."""
    made = Drawing(size)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        draw(painter)
    finally:
        painter.end()
    return made


class _Recorder(QPaintEngine):
    """Writes down what Qt asks to be painted."""

    def __init__(self, marks: list[Mark]) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self._marks = marks
        self._place, self._pen, self._brush = QTransform(), QPen(), QBrush()
        self._clip: QPainterPath | None = None
        self._opacity, self._smooth, self._smooth_images = 1.0, False, False

    def type(self) -> QPaintEngine.Type:
        """None of Qt's own."""
        return QPaintEngine.Type.User

    def begin(self, unused: QPaintDevice) -> bool:
        """Painting begins."""
        return True

    def end(self) -> bool:
        """Painting is over."""
        return True

    def updateState(self, state: QPaintEngineState) -> None:
        """Take in what changed of pen, brush, place and clip."""
        dirty = state.state()
        if dirty & _Dirty.DirtyTransform:
            self._place = QTransform(state.transform())
        if dirty & _Dirty.DirtyPen:
            self._pen = QPen(state.pen())
        if dirty & _Dirty.DirtyBrush:
            self._brush = QBrush(state.brush())
        if dirty & _Dirty.DirtyOpacity:
            self._opacity = state.opacity()
        if dirty & _Dirty.DirtyHints:
            self._smooth = bool(state.renderHints() & QPainter.RenderHint.Antialiasing)
            self._smooth_images = bool(state.renderHints() & QPainter.RenderHint.SmoothPixmapTransform)
        if dirty & _Dirty.DirtyClipPath:
            self._take_clip(state.clipPath(), state.clipOperation())
        if dirty & _Dirty.DirtyClipRegion:
            region = QPainterPath()
            region.addRegion(state.clipRegion())
            self._take_clip(region, state.clipOperation())
        if dirty & _Dirty.DirtyClipEnabled and not state.isClipEnabled():
            self._clip = None

    def _take_clip(self, path: QPainterPath, operation: Qt.ClipOperation) -> None:
        placed = self._place.map(path)
        if operation == Qt.ClipOperation.NoClip:
            self._clip = None
        elif operation == Qt.ClipOperation.IntersectClip and self._clip is not None:
            self._clip = self._clip.intersected(placed)
        else:
            self._clip = placed

    def _seen(self) -> QPainterPath | None:
        """The clip of the painter, within that of the widget."""
        region = self.systemClip()
        if region.isEmpty():
            return self._clip
        widget = QPainterPath()
        widget.addRegion(region)
        return widget if self._clip is None else widget.intersected(self._clip)

    def _add(self, path: QPainterPath, *, filled: bool = True) -> None:
        pen, brush, path = self._pen, self._brush if filled else QBrush(), QPainterPath(path)
        lined = pen.style() != Qt.PenStyle.NoPen
        if lined and pen.isCosmetic():  # as wide in px, however its path is stretched
            if brush.style() != Qt.BrushStyle.NoBrush:
                self._put(path, QPen(Qt.PenStyle.NoPen), brush, self._place)
            pen = QPen(pen)
            pen.setCosmetic(False)
            pen.setWidthF(pen.widthF() or 1.0)
            self._put(self._place.map(path), pen, QBrush(), QTransform())
        elif lined or brush.style() != Qt.BrushStyle.NoBrush:
            self._put(path, pen, brush, self._place)

    def _put(self, path: QPainterPath, pen: QPen, brush: QBrush, place: QTransform) -> None:
        if path.isEmpty():
            return
        shape = Shape(path, pen, brush, place, self._seen(), self._opacity, self._smooth)
        if brush.style() in _WRITTEN:
            self._marks.append(shape)
        else:
            self._marks.append(shape.in_pixels())

    def drawPath(self, path: QPainterPath) -> None:
        """A path of any form."""
        self._add(path)

    def drawRects(self, rects: Iterable[Any]) -> None:
        """Rectangles, each on its own."""
        for rect in rects:
            path = QPainterPath()
            path.addRect(QRectF(rect))
            self._add(path)

    def drawEllipse(self, area: QRect | QRectF) -> None:
        """An ellipse."""
        path = QPainterPath()
        path.addEllipse(QRectF(area))
        self._add(path)

    def drawLines(self, lines: Iterable[Any]) -> None:
        """Lines, each on its own."""
        path = QPainterPath()
        for line in lines:
            path.moveTo(QPointF(line.p1()))
            path.lineTo(QPointF(line.p2()))
        self._add(path, filled=False)

    def drawPoints(self, points: Iterable[Any]) -> None:
        """Points as wide as the pen."""
        self.drawLines([QLineF(QPointF(point), QPointF(point) + QPointF(1e-4, 0.0)) for point in points])

    def drawPolygon(self, points: Iterable[Any], mode: QPaintEngine.PolygonDrawMode) -> None:
        """A polygon, or an open line through points."""
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(point) for point in points]))
        line = mode == QPaintEngine.PolygonDrawMode.PolylineMode
        if not line:
            path.closeSubpath()
            winding = mode == QPaintEngine.PolygonDrawMode.WindingMode
            path.setFillRule(Qt.FillRule.WindingFill if winding else Qt.FillRule.OddEvenFill)
        self._add(path, filled=not line)

    def drawTextItem(self, origin: Place, item: QTextItem) -> None:
        """A run of text."""
        if item.text().strip():
            font = QFont(item.font())
            font.setResolveMask(_ALL)  # else a painter fills in what it thinks nobody chose, such as the size
            self._marks.append(
                Words(item.text(), font, QPointF(origin), item.width(), self._pen, self._place,
                      self._seen(), self._opacity)
            )  # fmt: skip

    def drawPixmap(self, area: Area, picture: QPixmap | QImage, part: Area) -> None:
        """A picture that was kept in pixels, or the shapes in it."""
        known = _KEPT.get(picture.cacheKey())
        if known is None or QRectF(part).toAlignedRect() != picture.rect():
            self.drawImage(area, picture.toImage() if isinstance(picture, QPixmap) else picture, part)
            return
        area, size = QRectF(area), picture.deviceIndependentSize()
        place = QTransform.fromScale(area.width() / size.width(), area.height() / size.height())
        place *= QTransform.fromTranslate(area.x(), area.y()) * self._place
        seen = self._seen()
        for mark in drawing_of(size, known).marks:
            clip = seen if mark.clip is None else place.map(mark.clip)
            if seen is not None and mark.clip is not None:
                clip = seen.intersected(place.map(mark.clip))
            self._marks.append(
                replace(mark, place=mark.place * place, clip=clip, opacity=mark.opacity * self._opacity)
            )

    def drawImage(
        self, area: Area, picture: QImage, part: Area,
        flags: Qt.ImageConversionFlag = Qt.ImageConversionFlag.AutoColor,
    ) -> None:  # fmt: skip
        """A picture of pixels."""
        wanted = QRectF(part).toAlignedRect()
        cut = QImage(picture) if wanted == picture.rect() else picture.copy(wanted)
        if not cut.isNull():
            self._marks.append(
                Raster(cut, QRectF(area), self._place, self._seen(), self._opacity, self._smooth_images)
            )

    def drawTiledPixmap(self, area: Area, tile: QPixmap | QImage, start: Place) -> None:
        """A pattern of pixels, which fills an area."""
        if isinstance(tile, QImage):
            tile = QPixmap.fromImage(tile)
        made = QImage(QRectF(area).size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.drawTiledPixmap(made.rect(), tile, QPointF(start).toPoint())
        painter.end()
        self.drawImage(area, made, QRectF(made.rect()))
