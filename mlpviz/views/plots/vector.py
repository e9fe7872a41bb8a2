"""A plot as SVG: lines and words, not pixels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from PySide6.QtCore import QPoint, QRectF, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from mlpviz.views.controls.label import Elided
from mlpviz.views.look.as_svg import as_svg
from mlpviz.views.look.typeset import Equation
from mlpviz.views.plots.layer_histogram import LayerHistogram
from mlpviz.views.plots.loss_plot import LineMark
from mlpviz.views.plots.plot import Plot

_EMPTY = re.compile(r'<path [^>]*d=""/>')
_INSIDE = re.compile(r"</defs>(.*)</svg>", re.DOTALL)


def svg_of(widget: QWidget, title: str) -> str:
    """What a plot shows, as an SVG document of its size on screen; controls are left out."""
    width, height = widget.width(), widget.height()
    ground = widget.palette().color(widget.backgroundRole()).name()
    parts = "".join(_parts(widget, QPoint()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}"><title>{escape(title)}</title>'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>{parts}</svg>\n'
    )


def _parts(widget: QWidget, place: QPoint) -> Iterator[str]:
    """The widget and what is inside it; `place` is where it stands in the picture."""
    if isinstance(widget, Plot):
        yield from _of_plot(widget, place)
        return
    if isinstance(widget, (LayerHistogram, LineMark, Equation)):
        yield _drawn(QSizeF(widget.size()), place, widget.draw)
    elif isinstance(widget, QLabel):
        yield _drawn(QSizeF(widget.size()), place, lambda painter: _draw_words(painter, widget))
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisibleTo(widget):
            yield from _parts(child, place + child.pos())


def _draw_words(painter: QPainter, label: QLabel) -> None:
    area, text = label.contentsRect(), label.text()
    if isinstance(label, Elided):
        text = label.shown_text()
    painter.setFont(label.font())
    painter.setPen(label.palette().color(label.foregroundRole()))
    painter.drawText(area, int(label.alignment()), text)


def _of_plot(plot: Plot, place: QPoint) -> Iterator[str]:
    """Ground, curves and what stands above them; the curves end at the edges of their area."""
    size, whole = QSizeF(plot.viewport().size()), QRectF(plot.viewport().rect())
    yield _drawn(size, place, lambda painter: plot.drawBackground(painter, whole))
    area = plot.area()
    left, top, width, height = area.left(), area.top() - 2, area.width(), area.height() + 4
    curves = _drawn(size, QPoint(), lambda painter: plot.scene().render(painter, whole, plot.sceneRect()))
    yield (
        f'<defs><clipPath id="area"><rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"/></clipPath>'
        f'</defs><g transform="translate({place.x()} {place.y()})"><g clip-path="url(#area)">{curves}</g></g>'
    )
    yield _drawn(size, place, lambda painter: plot.drawForeground(painter, whole))


def _drawn(size: QSizeF, place: QPoint, draw: Callable[[QPainter], None]) -> str:
    """What Qt writes of a drawing, moved to its place."""
    found = _INSIDE.search(as_svg(size, draw))
    inside = "" if found is None else _EMPTY.sub("", found.group(1))
    return f'<g transform="translate({place.x()} {place.y()})">{inside}</g>'
