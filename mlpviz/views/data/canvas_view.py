"""The canvas as a window onto the plane: its layers, the surface, zooming and panning."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QSizePolicy, QWidget

from mlpviz.data.area import Area
from mlpviz.engine.places import area_of
from mlpviz.engine.value_scale import ValueScale
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Picture
from mlpviz.views.data import surface
from mlpviz.views.data.answer import reading, unit_words
from mlpviz.views.data.canvas_beyond import Beyond
from mlpviz.views.data.canvas_ground import Ground, Layer
from mlpviz.views.data.canvas_levels import Levels
from mlpviz.views.data.canvas_overlay import Overlay
from mlpviz.views.data.canvas_points import Points
from mlpviz.views.look.plane import Plane, rectangle_of
from mlpviz.views.look.theme import Theme

ZOOM = 1.25
"""How much one step of the wheel enlarges."""
LEAST, MOST = 0.001, 2.0
"""The least that the canvas shows, as a share of what it shows at first, and the most, as a share of all there is."""


class CanvasView(pg.GraphicsView):
    """Shows surface, points and overlay over one another. Ctrl and wheel zoom, the middle button pans."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._theme = theme
        self.plane = Plane()
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self.setCentralItem(self._box)
        self._ground = Ground(theme, self.plane)
        self._points = Points(theme, self.plane)
        self._overlay = Overlay(theme, self.plane)
        self._ground.plates = self._overlay.plates
        self._levels = Levels(theme, self.plane)
        self._beyond = Beyond(theme, self.plane)
        self._beyond.obstacles = self._overlay.plates
        self._layers: tuple[Layer, ...] = (
            self._ground, self._levels, self._points, self._levels.numbers, self._beyond, self._overlay,
        )  # fmt: skip
        for layer in self._layers:
            self.scene().addItem(layer)
        self._home = Area()
        self._picture: Picture | None = None
        self._response: Array | None = None
        self._node: tuple[int, int] | None = None
        self._source = ""
        self._hard = False
        self._panned: QPointF | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCacheMode(QGraphicsView.CacheModeFlag(0))  # the ground covers whatever would be kept behind it
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._box.sigRangeChanged.connect(self._follow_box)
        theme.changed.connect(self.restyle)
        self.fit()

    def sizeHint(self) -> QSize:
        """The square of the design."""
        side = self._theme.px("data_canvas")
        return QSize(side, side)

    def overlay(self) -> Overlay:
        """The layer with card, message and notice."""
        return self._overlay

    def beyond(self) -> Beyond:
        """The layer that counts the points outside of the view."""
        return self._beyond

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        self._points.restyle()
        self._overlay.update()
        self._show_surface()

    def close(self) -> bool:
        """Close like any widget; pyqtgraph would take scene and viewport apart, and showing it again would crash."""
        return QWidget.close(self)

    # the surface

    def show_picture(self, picture: Picture | None) -> None:
        """Show what a network answers all over the square; None clears the surface."""
        self._picture = picture
        if self._node is not None and picture is not None:
            column, index = self._node
            known = column < len(picture.responses) and index < len(picture.responses[column])
            self._response = picture.responses[column][index] if known else self._response
            self._node = self._node if known else None
        self._show_surface()

    def show_response(self, values: Array | None) -> None:
        """Show the response of one unit (rows, columns) in place of the surface; None brings the surface back.

        A response of the shown picture is kept up to date with the pictures that follow.
        """
        self._response = values
        self._node = None if values is None or self._picture is None else _node_of(values, self._picture)
        self._show_surface()

    def name_source(self, source: str) -> None:
        """Say of the pictures that follow whose network answers, if it is not that of the playhead; "" for that one."""
        self._source = source

    @Slot(bool)
    def show_hard(self, hard: bool) -> None:
        """Show flat tints instead of shades."""
        self._hard = hard
        self._show_surface()

    def shown_unit(self) -> tuple[int, int] | None:
        """Column and unit of the graph whose response is seen in place of the surface."""
        return self._node if self._response is not None else None

    def has_borders(self) -> bool:
        """Whether a line between classes is to be seen."""
        return self._ground.has_borders()

    def _show_surface(self) -> None:
        colors, picture = self._theme.palette, self._picture
        caption = self._source
        if picture is not None and self._node is not None:
            caption = unit_words(picture.snapshot.experiment, *self._node)
        self._overlay.show_caption(caption)
        if self._response is not None:
            if picture is not None and self._node is not None:
                drawn = surface.unit(picture, *self._node, colors)
            else:
                drawn = surface.response(self._response, colors)
            self._ground.show_surface(drawn, self._pictured())
            self._levels.show_levels((), ValueScale())
        elif picture is None or not picture.surface.size:
            self._ground.show_surface(None, self._pictured())
            self._levels.show_levels((), ValueScale())
        else:
            self._show_answers(picture)

    def _show_answers(self, picture: Picture) -> None:
        """The answers all over the area in colour; those to one input with a value as a curve."""
        read, area = reading(picture.snapshot.experiment), self._pictured()
        self._levels.show_levels(picture.levels, read.scale)
        if len(picture.surface) == 1 and not read.classes:
            across = area.left + (np.arange(picture.surface.shape[1]) + 0.5) / picture.surface.shape[1] * area.width
            self._ground.show_surface(None, area, [np.column_stack([across, picture.surface[0, :, 0]])])
            return
        drawn = surface.picture(picture.surface, read, self._theme.palette, hard=self._hard)
        self._ground.show_surface(drawn, area, picture.borders)

    def _pictured(self) -> Area:
        """The area that the picture is of."""
        return self._home if self._picture is None else area_of(self._picture.snapshot.experiment)

    # looking around

    @Slot()
    def fit(self) -> None:
        """Show what is shown at first, and all points."""
        self._look_at(rectangle_of(self._whole()))

    def _whole(self) -> Area:
        """All that there is to see."""
        return self._home

    def show_area(self, area: Area, *, stay: bool = False) -> None:
        """Another area is what is shown at first; the view goes there, or it may `stay` where the learner put it."""
        if area != self._home:
            self._home = area
            if not stay:
                self._look_at(rectangle_of(area))

    def zoom(self, factor: float, around: Array) -> None:
        """Show less of the plane (factor above 1) or more, with one input staying where it is."""
        seen = self.plane.shown
        size = np.array([seen.width(), seen.height()])
        least, most = np.max(LEAST * self._home.size / size), np.min(MOST * self._whole().size / size)
        share = float(np.clip(1.0 / factor, least, most))
        left, bottom = around[0] - (around[0] - seen.left()) * share, around[1] - (around[1] - seen.top()) * share
        self._look_at(QRectF(left, bottom, seen.width() * share, seen.height() * share))

    def view_box(self) -> Any:
        """The pyqtgraph view box, which maps inputs to the scene."""
        return self._box

    def getViewBox(self) -> Any:
        """As pyqtgraph's own plots call it."""
        return self._box

    def _look_at(self, part: QRectF) -> None:
        self._box.setRange(rect=part, padding=0, disableAutoRange=True)

    @Slot()
    def _follow_box(self) -> None:
        (left, right), (low, high) = self._box.viewRange()
        self.plane.shown = QRectF(left, low, right - left, high - low)
        self._follow()

    def _follow(self) -> None:
        size = self.viewport().size()
        self.plane.width, self.plane.height = float(max(1, size.width())), float(max(1, size.height()))
        for layer in self._layers:
            layer.follow()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Every layer fills the canvas."""
        super().resizeEvent(event)
        if hasattr(self, "_layers"):  # pyqtgraph calls this from its own constructor
            self._follow()

    # the middle button and the wheel

    def begin_pan(self, event: QMouseEvent) -> None:
        """Hold the plane where the pointer is."""
        self._panned = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def pan(self, event: QMouseEvent) -> bool:
        """Draw the plane along; False if it is not held."""
        if self._panned is None:
            return False
        by, self._panned = event.position() - self._panned, event.position()
        across, up = self.plane.lengths(1.0)
        self._look_at(self.plane.shown.translated(-by.x() * across, by.y() * up))
        return True

    def end_pan(self) -> bool:
        """Let the plane go; False if it was not held."""
        held, self._panned = self._panned is not None, None
        return held

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; else let the panel scroll."""
        steps = wheel_steps(event)
        if steps and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM**steps, self.plane.place(event.position()))
            event.accept()
        else:
            event.ignore()


def wheel_steps(event: QWheelEvent) -> int:
    """By how many steps the wheel turned, up or away positive; with Shift or Alt some systems turn it sideways."""
    turned = event.angleDelta().y() or event.angleDelta().x()
    return (1 if turned > 0 else -1) * max(1, abs(turned) // 120) if turned else 0


def _node_of(values: Array, picture: Picture) -> tuple[int, int] | None:
    """Which column and unit of a picture these values are a view of."""
    for column, responses in enumerate(picture.responses):
        for index, response in enumerate(responses):
            if np.may_share_memory(values, response):
                return column, index
    return None
