"""A drawing as the content of a file: PNG, SVG or PDF."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from mlpviz.views.look.drawing import DPI, Drawing
from mlpviz.views.look.drawing_svg import svg
from mlpviz.views.png import png_bytes

KINDS = {"png": "PNG picture", "svg": "SVG drawing", "pdf": "PDF page"}
"""The formats of pictures, by the ending of their files."""
SCALES = (1, 2, 3, 4)
"""How many pixels a PNG may have for each px on screen, in both directions."""
_POINT = 72 / DPI


def content(kind: str, drawing: Drawing, title: str, scale: float = 1) -> bytes:
    """What a file of that kind holds; `scale` counts for PNG alone, the others have no pixels of their own."""
    if kind == "svg":
        return svg(drawing, title).encode()
    return pdf(drawing, title) if kind == "pdf" else png_bytes(in_pixels(drawing, scale))


def in_pixels(drawing: Drawing, scale: float = 1) -> QImage:
    """The drawing in pixels, so many for each px."""
    image = QImage((drawing.size * scale).toSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(scale, scale)
    drawing.draw(painter)
    painter.end()
    return image


def pdf(drawing: Drawing, title: str) -> bytes:
    """One page of the size of the drawing; its lines, words and letters are those of PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle(title)
    writer.setCreator("mlpviz")
    size = QSizeF(drawing.size.width() * _POINT, drawing.size.height() * _POINT)
    page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    drawing.draw(painter)
    painter.end()
    return bytes(buffer.data().data())
