"""The canvas of the step-through's graph: shows one operation, and tells what lies under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, QSizeF, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.engine.edge_lenses import Both, EdgeLens, edge_lenses
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.graph.arrow_keys import ARROWS, next_node
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.free_places import centered
from mlpviz.views.walk.graph.captions import summary, tooltip
from mlpviz.views.walk.graph.label_places import WalkPlan
from mlpviz.views.walk.graph.picture import WalkPicture
from mlpviz.views.walk.graph.scene import WalkScene

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations
    from mlpviz.engine.telling.phase_story import PhaseStory

EDGE_REACH = 12.0
"""Twice the distance from an edge at which the pointer is on it."""

LEAST_HEIGHT = 128
"""Px for headings, four rows and the loss, at text of the designed size."""


class WalkCanvas(QWidget):
    """Units, edges and loss of a network at one operation of a walk. `hovered` carries a Mark, or None."""

    hovered = Signal(object)
    chain_requested = Signal(object)
    """The Mark of an edge that was clicked, or chosen by key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture = WalkPicture(theme)
        self._scene: WalkScene | None = None
        self._plan: WalkPlan | None = None
        self._ground: tuple[tuple[EdgeLens, Mark | None, float], QPixmap] | None = None
        self._over: Mark | None = None
        self._lit: Mark | None = None
        self._lens: EdgeLens = Both()
        self._travel = QVariantAnimation(self)
        self._travel.setStartValue(0.0)
        self._travel.setEndValue(1.0)
        self._travel.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._travel.valueChanged.connect(self._repaint)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the dock
        self.setAccessibleName("Network, step by step")
        theme.changed.connect(self.restyle)

    @property
    def scene(self) -> WalkScene | None:
        """The operation shown."""
        return self._scene

    @property
    def plan(self) -> WalkPlan | None:
        """Where everything stands; found when it is first asked for after a change."""
        if self._plan is None and self._scene is not None:
            self._plan, self._ground = self._picture.plan(self._scene, QSizeF(self.size())), None
        return self._plan

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk and show its first operation."""
        self._scene = WalkScene(self._theme, narrator, operations)
        self._over = self._lit = None
        self._take_up()

    def show_index(self, index: int, phase: PhaseStory | None = None) -> None:
        """Show an operation, or the whole phase that it ends; the highlight travels to the next or the one before."""
        if self._scene is None:
            return
        near = phase is not None or (abs(index - self._scene.index) == 1 and not self._scene.whole)
        self._scene.show(index, phase)
        self._take_up()
        duration = self._theme.ms("step_highlight")
        self._travel.stop()
        if near and duration and self.isVisible():
            self._travel.setDuration(duration)
            self._travel.start()

    def show_hovered(self, mark: Mark | None) -> None:
        """Light something that the pointer is on elsewhere."""
        if mark != self._lit:
            self._lit = mark
            self.update()

    def lit(self) -> Mark | None:
        """What is lit because a pointer is on it, here or elsewhere."""
        return self._over if self._over is not None else self._lit

    def choose_lens(self, name: str) -> None:
        """What edges show; `name` is a registered lens."""
        self._lens = edge_lenses.make(name)
        self.update()

    def make_room(self, width: float) -> None:
        """Ask for more room than there is where columns or rows would overlap."""
        self.setMinimumHeight(round(LEAST_HEIGHT * max(1.0, self._theme.text_scale)))
        if self._scene is not None:
            needed = self._picture.laid(self._scene, QSizeF(width, self.height())).layout.area.width()
            self.setMinimumWidth(round(needed) if needed > width + 0.5 else 0)

    def place_of(self, mark: Mark) -> QRectF | None:
        """Where something stands; None if it is not shown one by one."""
        plan = self.plan
        if plan is None:
            return None
        if mark.kind == "edge":
            path = plan.paths.get(mark)
            return None if path is None else centered(path.pointAtPercent(0.5), (8.0, 8.0))
        slot = plan.layout.nodes.get((mark.layer, mark.unit))
        return None if slot is None else slot.rect

    def mark_at(self, point: QPointF) -> Mark | None:
        """What lies under a point."""
        plan = self.plan
        if plan is None or self._scene is None:
            return None
        slot = plan.layout.slot_at(point)
        if slot is not None and slot.is_unit:
            return self._scene.mark_of((slot.column, slot.first))
        near = (mark for mark, path in plan.paths.items() if _is_near(path, point))
        return plan.label_at(point) or next(near, None)

    @Slot()
    def restyle(self) -> None:
        """Measure again with the theme's fonts and repaint."""
        self._arrange()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything a new place."""
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is under the pointer, here and elsewhere."""
        self._set_over(self.mark_at(event.position()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._opens() else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on an edge asks for its whole chain."""
        self._set_over(self.mark_at(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and self._opens():
            self.chain_requested.emit(self._over)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from unit to unit, with Alt along the edges into one; C opens a chain, Escape lets go."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is not None and self.plan is not None:
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._walk_edges(self.plan, step[0] + step[1])
            else:
                self._walk_units(self.plan, *step)
        elif event.key() in (Qt.Key.Key_C, Qt.Key.Key_Return) and self._opens():
            self.chain_requested.emit(self._over)
        elif event.key() == Qt.Key.Key_Escape and self._over is not None:
            self._set_over(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Light nothing by key any more."""
        super().focusOutEvent(event)
        self._set_over(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        self._set_over(None)

    def event(self, event: QEvent) -> bool:
        """Values as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._scene is not None:
            mark = self.mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if mark is None else tooltip(self._scene, mark), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the operation."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("canvas"))
        plan = self.plan
        if plan is not None:
            if records(painter):
                self._picture.paint_ground(painter, plan, self._lens, self.lit())
            else:
                key = (self._lens, self.lit(), self.devicePixelRatioF())
                if self._ground is None or self._ground[0] != key:
                    self._ground = key, self._picture.ground(plan, *key)
                painter.drawPixmap(0, 0, self._ground[1])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._picture.paint(painter, plan, self._lens, self.lit(), self._reach())

    def _take_up(self) -> None:
        self._arrange()
        if self._scene is not None:
            self.setAccessibleDescription(summary(self._scene))

    def _arrange(self) -> None:
        self._plan = None
        self.update()

    def _walk_units(self, plan: WalkPlan, across: int, down: int) -> None:
        over = None if self._over is None or self._over.kind == "edge" else self._over
        here = None if over is None else plan.layout.nodes.get((over.layer, over.unit))
        slot = next_node(plan.layout, here, across, down, tiles=False)
        mark = plan.scene.mark_of((slot.column, slot.first))
        self._set_over(mark)
        QToolTip.showText(self.mapToGlobal(slot.rect.bottomLeft().toPoint()), tooltip(plan.scene, mark), self)

    def _walk_edges(self, plan: WalkPlan, step: int) -> None:
        """Go to the next of the edges into the unit that is lit; around and around."""
        layer, unit = (1, 0) if self._over is None else (max(1, self._over.layer), self._over.unit)
        around = [mark for mark in plan.paths if (mark.layer, mark.unit) == (layer, unit)]
        if around:
            at = around.index(self._over) + step if self._over in around else 0
            mark = around[at % len(around)]
            self._set_over(mark)
            middle = plan.paths[mark].pointAtPercent(0.5).toPoint()
            QToolTip.showText(self.mapToGlobal(middle), tooltip(plan.scene, mark), self)

    def _opens(self) -> bool:
        """Whether what is lit by pointer or key here is a weight, which has a chain."""
        over, scene = self._over, self._scene
        return over is not None and scene is not None and over.kind == "edge" and over.layer < scene.loss_column

    def _set_over(self, mark: Mark | None) -> None:
        if mark != self._over:
            self._over = mark
            self.hovered.emit(mark)
            self.update()

    def _reach(self) -> float:
        running = self._travel.state() == QVariantAnimation.State.Running
        return float(self._travel.currentValue()) if running else 1.0

    @Slot()
    def _repaint(self) -> None:
        self.update()


def _is_near(path: QPainterPath, point: QPointF) -> bool:
    if not path.boundingRect().adjusted(-6, -6, 6, 6).contains(point):
        return False
    stroker = QPainterPathStroker()
    stroker.setWidth(EDGE_REACH)
    return stroker.createStroke(path).contains(point)
