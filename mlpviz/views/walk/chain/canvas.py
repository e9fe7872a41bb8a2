"""The graph of a chain: strands from the loss back to one weight; a click on another edge asks for its chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.engine.number import stepped
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.graph.arrowhead import arrowhead
from mlpviz.views.graph.box_layout import Measure, box_layout
from mlpviz.views.graph.nodes.boxes import BoxPainter
from mlpviz.views.graph.nodes.frame import paint_frame
from mlpviz.views.graph.nodes.tiles import paint_tile
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Writing
from mlpviz.views.walk.chain.letter_badge import paint_letter
from mlpviz.views.walk.chain.places import TAG, ChainPlan, Tag
from mlpviz.views.walk.chain.scene import ChainScene
from mlpviz.views.walk.chain.strands import Ribbon, bundle_width

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

EDGE_REACH = 12.0
"""Twice the distance from an edge at which the pointer is on it."""
LEAST_HEIGHT = 128
FAINT = 0.22
"""How much is left of the colour of a strand that is not reached or not chosen."""


class ChainCanvas(QWidget):
    """Units, strands and loss at one step of a chain."""

    edge_requested = Signal(object)
    """The Mark of an edge that was clicked."""
    path_requested = Signal(int)
    """The row of a path whose letter was clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._writing = Writing(theme)
        self._nodes = BoxPainter(theme, self._writing)
        self._scene: ChainScene | None = None
        self._plan: ChainPlan | None = None
        self._over: Mark | None = None
        self._measured: tuple[tuple[object, ...], Measure] | None = None
        self._ground: tuple[tuple[object, ...], QPixmap] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("Chain of a weight")
        theme.changed.connect(self.restyle)

    @property
    def plan(self) -> ChainPlan | None:
        """Where everything stands; found when it is first asked for after a change."""
        if self._plan is None and self._scene is not None:
            sizes = self._measure(self._scene)
            self._plan = ChainPlan(self._scene, self._writing, self._nodes, (QSizeF(self.size()), sizes))
        return self._plan

    def show_step(self, story: ChainStory, index: int, alone: int) -> None:
        """Show a step of a chain, with all paths (−1) or one alone."""
        self._scene = ChainScene(self._theme, story, index, alone)
        self._over = None
        self.restyle()

    @Slot(object)
    def show_hovered(self, mark: Mark | None) -> None:
        """Light what the pointer is on elsewhere."""
        if mark != self._over:
            self._over = mark
            self.update()

    def make_room(self, width: float) -> None:
        """Ask for more room than there is where columns or rows would overlap."""
        self.setMinimumHeight(round(LEAST_HEIGHT * max(1.0, self._theme.text_scale)))
        if self._scene is not None:
            room = QSizeF(width, self.height())
            layout = box_layout(self._scene.widths, room, self._measure(self._scene), self._scene.wanted())
            needed = layout.area.width()
            self.setMinimumWidth(round(needed) if needed > width + 0.5 else 0)

    def _measure(self, scene: ChainScene) -> Measure:
        """The sizes that text asks for, the same at every step of a chain."""
        if self._measured is None or self._measured[0] != scene.key:
            self._measured = scene.key, scene.measure(self._writing)
        return self._measured[1]

    def place_of(self, mark: Mark) -> QPointF | None:
        """The middle of an edge, or of a unit; None if it is not shown."""
        plan = self.plan
        if plan is None:
            return None
        path, slot = plan.paths.get(mark), plan.layout.nodes.get((mark.layer, mark.unit))
        if mark.kind == "edge":
            return None if path is None else path.pointAtPercent(0.5)
        return None if slot is None else slot.rect.center()

    def place_of_step(self) -> QPointF | None:
        """Where the factor of this step stands; at the sum and the check, the weight."""
        if self._scene is None:
            return None
        factor, story = self._scene.current(), self._scene.story
        return self.place_of(story.mark if factor is None else story.names.mark(factor))

    def mark_at(self, point: QPointF) -> Mark | None:
        """The unit or edge under a point."""
        plan = self.plan
        if plan is None:
            return None
        slot = plan.layout.slot_at(point)
        if slot is not None:
            unit = slot.is_unit and slot.column < plan.scene.loss_column
            return Mark("unit", slot.column, slot.first) if unit else None
        tag = plan.tag_at(point)
        if tag is not None and tag.mark is not None:
            return tag.mark
        return next((mark for mark, path in plan.paths.items() if _is_near(path, point)), None)

    @Slot()
    def restyle(self) -> None:
        """Measure again with the theme's fonts and repaint."""
        self._plan = None
        self.update()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything a new place."""
        self.restyle()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the edge under the pointer."""
        plan, point = self.plan, event.position()
        tag = None if plan is None else plan.tag_at(point)
        over = self.mark_at(point)
        opens = (over is not None and over.kind == "edge") or (tag is not None and tag.row >= 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        if over != self._over:
            self._over = over
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the chain of the edge under the pointer, or for one path alone."""
        plan = self.plan
        if plan is None or event.button() != Qt.MouseButton.LeftButton:
            return
        tag, mark = plan.tag_at(event.position()), self.mark_at(event.position())
        if tag is not None and tag.row >= 0:
            self.path_requested.emit(-1 if plan.scene.alone == tag.row else tag.row)
        elif mark is not None and mark.kind == "edge" and mark != plan.scene.story.mark:
            self.edge_requested.emit(mark)

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        self._over = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Names and values as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._scene is not None:
            mark = self.mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if mark is None else _told(self._scene, mark), self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the step."""
        painter = QPainter(self)
        plan = self.plan
        if plan is None:
            painter.fillRect(self.rect(), self._theme.palette.color("canvas"))
            return
        if records(painter):
            self._paint_edges(painter, plan)
        else:
            painter.drawPixmap(0, 0, self._edges(plan))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._theme.palette.color("t2"))
        for place, text in plan.headings:
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
        lit = None if self._over is None else plan.paths.get(self._over)
        if lit is not None:
            painter.strokePath(lit, QPen(self._theme.palette.color("hl"), self._theme.line("curve")))
        self._paint_strands(painter, plan)
        for column in plan.layout.columns:
            for tile in column.tiles:
                paint_tile(painter, self._theme, tile, opens=False)
        looks = {key: plan.scene.look(key, self._over) for key in plan.layout.nodes}
        for key in sorted(looks, key=lambda key: (looks[key].accent is not None, looks[key].hovered)):
            self._nodes.paint(painter, plan.layout.nodes[key], looks[key])
        for tag in plan.tags:
            self._paint_tag(painter, plan, tag)

    def _edges(self, plan: ChainPlan) -> QPixmap:
        """The ground with every edge, drawn once for all steps of a chain."""
        ratio = self.devicePixelRatioF()
        key = (*plan.scene.key, self.width(), self.height(), ratio)
        if self._ground is None or self._ground[0] != key:
            drawn = QPixmap((QSizeF(self.size()) * ratio).toSize())
            drawn.setDevicePixelRatio(ratio)
            painter = QPainter(drawn)
            self._paint_edges(painter, plan)
            painter.end()
            self._ground = key, drawn
        return self._ground[1]

    def _paint_edges(self, painter: QPainter, plan: ChainPlan) -> None:
        painter.fillRect(self.rect(), self._theme.palette.color("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.palette.color("line2"), self._theme.line("hairline")))
        for path in plan.paths.values():
            painter.drawPath(path)

    def _paint_strands(self, painter: QPainter, plan: ChainPlan) -> None:
        scene, colors = plan.scene, self._theme.palette
        layer, _, source = scene.story.place
        own = next((path for mark, path in plan.paths.items() if mark == scene.story.mark), None)
        if own is not None:
            whole = bundle_width(scene, plan.layout)
            painter.strokePath(own, QPen(colors.color("hl"), whole + 7, c=Qt.PenCapStyle.FlatCap))
            painter.strokePath(own, QPen(colors.color("canvas"), whole + 4, c=Qt.PenCapStyle.FlatCap))
        for ribbon in sorted(plan.ribbons, key=_Strength(scene)):
            self._paint_ribbon(painter, scene, ribbon)
        for ribbon in plan.ribbons:
            if ribbon.known and ribbon.row in scene.rows and ribbon.width > 5 and ribbon.ends[0] != (layer - 1, source):
                middle, ahead = ribbon.line.pointAtPercent(0.4), ribbon.line.pointAtPercent(0.34)
                arrowhead(painter, middle, ahead - middle, colors.color("t1"), min(11.0, 5 + ribbon.width / 2))

    def _paint_ribbon(self, painter: QPainter, scene: ChainScene, ribbon: Ribbon) -> None:
        path = scene.paths[ribbon.row]
        color = QColor(scene.gradient_ink(path.product))
        if not ribbon.known or ribbon.row not in scene.rows:
            color = mixed(color, self._theme.palette.color("canvas"), FAINT)
        pen = QPen(color, ribbon.width, c=Qt.PenCapStyle.FlatCap)
        if path.cut is not None:
            pen = QPen(color, ribbon.width, c=Qt.PenCapStyle.RoundCap)
            pen.setDashPattern([0.1, 3.0])
        painter.strokePath(ribbon.line, pen)

    def _paint_tag(self, painter: QPainter, plan: ChainPlan, tag: Tag) -> None:
        ground = self._theme.palette.color("canvas")
        faint = plan.scene.alone >= 0 and tag.row >= 0 and tag.row != plan.scene.alone
        role = "m" if tag.row >= 0 or tag.mark == plan.scene.story.mark else "s"
        current = plan.scene.current()
        now = tag.row < 0 and current is not None and plan.scene.story.names.mark(current) == tag.mark
        accent = self._theme.palette.color("hl") if now else tag.accent
        pen = QPen(accent, (2.0 if now else 1.5) * self._theme.palette.line_factor)
        paint_frame(painter, tag.place, 6, pen, mixed(tag.accent, ground, 0.04 if faint else 0.14))
        inner = tag.place
        if tag.row >= 0:
            square = QRectF(tag.place.left() + (6 if tag.pieces else 4), tag.place.center().y() - TAG / 2, TAG, TAG)
            paint_letter(painter, self._theme, square, plan.scene.story.names.letter(tag.row), tag.accent)
            inner = tag.place.adjusted(TAG + 8, 0, -2, 0)
        self._writing.draw(painter, tag.pieces, inner, role)


class _Strength:
    """Weaker strands are drawn first, those that are not chosen before all."""

    def __init__(self, scene: ChainScene) -> None:
        self._scene = scene

    def __call__(self, ribbon: Ribbon) -> tuple[bool, bool, float]:
        return ribbon.row in self._scene.rows, ribbon.known, ribbon.width


def _told(scene: ChainScene, mark: Mark) -> str:
    names, recorded = scene.story.narrator.names, scene.story.narrator.recorded
    if mark.kind == "edge":
        value = recorded.old_value(mark.layer, mark.unit, mark.source)
        open_it = "" if mark == scene.story.mark else "\nClick for its chain"
        return f"{names.weight_text(mark.layer, mark.source, mark.unit)} = {stepped(value)}{open_it}"
    value = float(recorded.outputs[mark.layer][scene.story.sample, mark.unit])
    lines = [f"{names.unit_text(mark.layer, mark.unit)} = {stepped(value)}"]
    for factor, _ in scene.factors_on((mark.layer, mark.unit)):
        if factor.kind != "input":
            lines.append(f"{'δ' if factor.kind == 'delta' else 'f′'} = {stepped(factor.value)}")
    return "\n".join(lines)


def _is_near(path: QPainterPath, point: QPointF) -> bool:
    if not path.boundingRect().adjusted(-6, -6, 6, 6).contains(point):
        return False
    stroker = QPainterPathStroker()
    stroker.setWidth(EDGE_REACH)
    return stroker.createStroke(path).contains(point)
