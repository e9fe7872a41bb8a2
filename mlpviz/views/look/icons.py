"""Icons drawn in the theme's colours."""

from __future__ import annotations

import math
from functools import cache, partial

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from mlpviz import resource
from mlpviz.views.look.drawing import keep_as_shapes
from mlpviz.views.look.theme import Theme


def icon(name: str, theme: Theme, size: int = 20, token: str = "t1", gap: tuple[int, int] = (0, 0)) -> QIcon:
    """The icon resources/icons/<name>.svg in the colour `token`, pale when disabled; ask again after `theme.changed`.

    `gap` is empty room in px at the left and right of the drawing.
    """
    made = QIcon()
    colors = theme.palette
    for mode, color in ((QIcon.Mode.Normal, colors.color(token)), (QIcon.Mode.Disabled, colors.color("t3"))):
        for ratio in range(1, _finest() + 1):
            drawn = pixmap(name, color, size, ratio, gap)
            made.addPixmap(drawn, mode, QIcon.State.Off)
    return made


def _finest() -> int:
    """The pixel ratio of the finest screen, rounded up; with another screen the theme has all icons drawn anew."""
    screens = QGuiApplication.screens()
    return math.ceil(max((screen.devicePixelRatio() for screen in screens), default=1.0))


def pixmap(name: str, color: QColor, size: int = 20, ratio: float = 1.0, gap: tuple[int, int] = (0, 0)) -> QPixmap:
    """One icon in one colour, `size` px wide on a screen of that pixel ratio; drawn once."""
    key = f"mlpviz {name} {color.name(QColor.NameFormat.HexArgb)} {size} {ratio} {gap}"
    drawn = QPixmap()
    if QPixmapCache.find(key, drawn):
        return drawn
    drawn = QPixmap(QSize(round((size + sum(gap)) * ratio), round(size * ratio)))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint(painter, name, color, QRectF(gap[0], 0, size, size))
    painter.end()
    keep_as_shapes(drawn, partial(paint, name=name, color=QColor(color), rect=QRectF(gap[0], 0, size, size)))
    QPixmapCache.insert(key, drawn)
    return drawn


def paint(painter: QPainter, name: str, color: QColor, rect: QRectF) -> None:
    """Draw an icon into `rect`."""
    _renderer(name, color.name()).render(painter, rect)


def source(name: str, color: str) -> str:
    """The SVG text of an icon in the colour `color` ("#RRGGBB")."""
    return _text(name).replace("currentColor", color)


def known(name: str) -> str:
    """`name`, if it is that of an icon; ValueError if it is not."""
    _text(name)
    return name


@cache
def _text(name: str) -> str:
    try:
        return resource.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise ValueError(f"there is no icon {name!r}: {missing}") from missing


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source(name, color).encode()))
