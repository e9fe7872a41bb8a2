"""A drawing as the text of an SVG document, which looks the same on a machine without the program's fonts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient, QPainterPath, QPen, QTransform

from mlpviz.views.look.drawing import Drawing
from mlpviz.views.look.drawn import Mark, Raster, Shape, Words
from mlpviz.views.png import png_bytes

_HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_CAPS = {Qt.PenCapStyle.SquareCap: "square", Qt.PenCapStyle.RoundCap: "round"}
_JOINS = {Qt.PenJoinStyle.RoundJoin: "round", Qt.PenJoinStyle.BevelJoin: "bevel"}
_Kind = QPainterPath.ElementType


def svg(drawing: Drawing, title: str) -> str:
    """The document. Letters are drawn as shapes; beneath each lies its text, unseen, to be found and copied."""
    writer = _Writer(QRectF(0.0, 0.0, drawing.size.width(), drawing.size.height()))
    body = "\n".join(piece for mark in drawing.marks for piece in writer.pieces(mark))
    width, height = number(drawing.size.width()), number(drawing.size.height())
    return (
        f'<svg {_HEAD} width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f"<title>{escape(title)}</title>\n<defs>{''.join(writer.shared)}</defs>\n{body}\n</svg>\n"
    )


def number(value: float) -> str:
    """A coordinate to a hundredth of a px, as short as can be."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def outline(path: QPainterPath) -> str:
    """A path as SVG writes it."""
    found: list[str] = []
    start = QPointF()
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        if element.type == _Kind.MoveToElement:
            found.append("M")
            start = QPointF(element.x, element.y)
        elif element.type == _Kind.LineToElement:
            last = index + 1 == path.elementCount() or path.elementAt(index + 1).type == _Kind.MoveToElement
            if last and element.x == start.x() and element.y == start.y():
                found.append("Z")
                continue
            found.append("L")
        elif element.type == _Kind.CurveToElement:
            found.append("C")
        found.append(f"{number(element.x)} {number(element.y)} ")
    return "".join(found).strip()


class _Writer:
    """Writes marks; `shared` holds what they refer to."""

    def __init__(self, page: QRectF) -> None:
        self.shared: list[str] = []
        self._page = page
        self._clips: dict[str, str] = {}

    def pieces(self, mark: Mark) -> Iterator[str]:
        """The elements of one mark."""
        if isinstance(mark, Shape):
            elements = "".join(self._shape(mark))
            seen = mark.reach()
        elif isinstance(mark, Words):
            elements = "".join(_words(mark))
            seen = mark.reach()
        else:
            elements = _raster(mark)
            seen = mark.reach()
        if not elements or not seen.intersects(self._page):
            return
        settings = self._clip(mark.clip, seen) + (f' opacity="{mark.opacity:.3g}"' if mark.opacity < 1.0 else "")
        yield f"<g{settings}>{elements}</g>" if settings else elements

    def _clip(self, clip: QPainterPath | None, seen: QRectF) -> str:
        """Where a mark is seen, unless that is all of it."""
        if clip is None or clip.contains(seen):
            return ""
        path = outline(clip)
        if path not in self._clips:
            self._clips[path] = f"clip{len(self._clips) + 1}"
            self.shared.append(f'<clipPath id="{self._clips[path]}"><path d="{path}"/></clipPath>')
        return f' clip-path="url(#{self._clips[path]})"'

    def _shape(self, mark: Shape) -> Iterator[str]:
        path, place, pen = mark.path, mark.place, mark.pen
        if not mark.smooth and pen.style() != Qt.PenStyle.NoPen:
            place = place * QTransform.fromTranslate(0.5, 0.5)  # such a line fills the px that it begins at
        scale = _scale(place)
        placing = ""
        if scale is None:
            placing, scale = _matrix(place), 1.0
        else:
            path = place.map(path)
        written = outline(path)
        if not written:
            return
        rule = ' fill-rule="evenodd"' if path.fillRule() == Qt.FillRule.OddEvenFill else ""
        crisp = "" if mark.smooth else ' shape-rendering="crispEdges"'
        yield f'<path d="{written}"{self._fill(mark.brush, place)}{rule}{_line(pen, scale)}{placing}{crisp}/>'

    def _fill(self, brush: QBrush, place: QTransform) -> str:
        gradient = brush.gradient() if brush.style() == Qt.BrushStyle.LinearGradientPattern else None
        if isinstance(gradient, QLinearGradient) and gradient.coordinateMode() == QGradient.CoordinateMode.LogicalMode:
            return f' fill="url(#{self._gradient(gradient, place)})"'
        return ' fill="none"' if brush.style() == Qt.BrushStyle.NoBrush else _paint("fill", brush.color())

    def _gradient(self, gradient: QLinearGradient, place: QTransform) -> str:
        start, end = place.map(gradient.start()), place.map(gradient.finalStop())
        stops = "".join(
            f'<stop offset="{at:.4g}"{_paint("stop-color", QColor(color), "stop-opacity")}/>'
            for at, color in gradient.stops()
        )
        name = f"shades{len(self.shared) + 1}"
        self.shared.append(
            f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{number(start.x())}" '
            f'y1="{number(start.y())}" x2="{number(end.x())}" y2="{number(end.y())}">{stops}</linearGradient>'
        )
        return name


def _words(mark: Words) -> Iterator[str]:
    """The letters as shapes, and the text itself, which is not seen."""
    settings, path = "", mark.outlines()
    place, origin = mark.place, mark.origin
    if _scale(place) == 1.0:
        path, origin = place.map(path), place.map(origin)
    else:
        settings = _matrix(place)
    size = mark.font.pixelSize() if mark.font.pixelSize() > 0 else mark.font.pointSizeF() * 96 / 72
    yield (
        f'<text x="{number(origin.x())}" y="{number(origin.y())}" font-size="{number(size)}" '
        f'font-family="sans-serif" textLength="{number(mark.width)}" lengthAdjust="spacingAndGlyphs" '
        f'fill-opacity="0"{settings}>{escape(mark.text)}</text>'
    )
    yield f'<path d="{outline(path)}"{_paint("fill", mark.pen.color())}{settings}/>'


def _raster(mark: Raster) -> str:
    smooth = "" if mark.smooth else ' image-rendering="pixelated"'
    area, settings = mark.area, ""
    if not mark.place.isRotating():
        area = mark.place.mapRect(area)
    else:
        settings = _matrix(mark.place)
    data = b64encode(png_bytes(mark.image)).decode()
    return (
        f'<image x="{number(area.x())}" y="{number(area.y())}" width="{number(area.width())}" '
        f'height="{number(area.height())}" preserveAspectRatio="none"{smooth}{settings} '
        f'xlink:href="data:image/png;base64,{data}"/>'
    )


def _scale(place: QTransform) -> float | None:
    """By how much a place enlarges; None where it also turns or stretches, so that a pen would not keep its form."""
    if place.isRotating() or abs(place.m11() - place.m22()) > 1e-6:
        return None
    return place.m11() if place.m11() > 0 else None


def _matrix(place: QTransform) -> str:
    numbers = (place.m11(), place.m12(), place.m21(), place.m22())
    return (
        f' transform="matrix({" ".join(f"{value:.6g}" for value in numbers)} {number(place.dx())} '
        f'{number(place.dy())})"'
    )


def _paint(attribute: str, color: QColor, opacity: str = "") -> str:
    alpha = f' {opacity or f"{attribute}-opacity"}="{color.alphaF():.3g}"' if color.alpha() < 255 else ""
    return f' {attribute}="{color.name()}"{alpha}'


def _line(pen: QPen, scale: float) -> str:
    if pen.style() == Qt.PenStyle.NoPen:
        return ""
    width = pen.widthF() * scale
    found = _paint("stroke", pen.color()) + f' stroke-width="{number(width)}"'
    if pen.capStyle() in _CAPS:
        found += f' stroke-linecap="{_CAPS[pen.capStyle()]}"'
    if pen.joinStyle() in _JOINS:
        found += f' stroke-linejoin="{_JOINS[pen.joinStyle()]}"'
    if pen.style() != Qt.PenStyle.SolidLine:
        found += f' stroke-dasharray="{" ".join(number(length * width) for length in pen.dashPattern())}"'
        if pen.dashOffset():
            found += f' stroke-dashoffset="{number(pen.dashOffset() * width)}"'
    return found
