"""How each edge of the step-through's graph looks at one operation, through the lens the learner chose."""

from __future__ import annotations

from PySide6.QtGui import QColor

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.palette import casing_width, color_share, edge_width
from mlpviz.views.walk.graph.edges import WalkEdge
from mlpviz.views.walk.graph.scene import HUE, WalkScene

EDGE_STRENGTH, CROWD_STRENGTH = 0.5, 0.32
"""How much of its colour an edge keeps that the operation does not touch, and one among many."""
FEW_EDGES = 9
TOUCHED_LEAST = 2.0
LOSS_WIDTH = 2.5


def walk_edge(scene: WalkScene, mark: Mark, lens: EdgeLens, hovered: Mark | None, reach: float) -> WalkEdge:
    """How an edge is drawn now; `reach` is how far the highlight has travelled."""
    if mark.layer == scene.loss_column:
        return _loss_edge(scene, mark, hovered, reach)
    touched, travels = scene.is_touched(mark), scene.travels(mark)
    lit = touched or mark == hovered
    core, width = _core(scene, mark, lens, scene.value(lens, mark), lit)
    casing, casing_width = _casing(scene, mark, lens.casing, scene.value(lens.casing, mark), lit)
    back = travels and scene.backward and scene.result_mark != mark
    accent = _accent(scene, mark) if touched else scene.palette.color("hl") if lit else None
    return WalkEdge(core, width, casing, casing_width, accent, False, back, reach if travels else 1.0)


def quiet_edge(scene: WalkScene, mark: Mark, lens: EdgeLens, core: float | None, casing: float | None) -> WalkEdge:
    """How an edge is drawn that does not stand out, with the values of the lens and of its casing."""
    if mark.layer == scene.loss_column:
        return WalkEdge(None, 1.0, dashed=True)
    return WalkEdge(*_core(scene, mark, lens, core, False), *_casing(scene, mark, lens.casing, casing, False))


def _loss_edge(scene: WalkScene, mark: Mark, hovered: Mark | None, reach: float) -> WalkEdge:
    """From an output to the loss: no weight, and so a line only while something travels on it."""
    if scene.is_touched(mark):
        term = next(iter(scene.terms_of(mark)), None)
        side = scene.palette.backward if scene.backward else scene.palette.forward
        travels = scene.travels(mark)
        color = scene.ink(term) if term else side(HUE)
        return WalkEdge(color, LOSS_WIDTH, back=travels and scene.backward, reach=reach if travels else 1.0)
    return WalkEdge(scene.palette.color("hl") if mark == hovered else None, 1.0, dashed=True)


def _core(
    scene: WalkScene, mark: Mark, lens: EdgeLens, value: float | None, lit: bool
) -> tuple[QColor | None, float]:
    limit = scene.limit(lens)
    if value is None:
        return (scene.palette.color("t3"), 1.5) if lit else (None, 1.0)
    width = float(edge_width(lens.width, value, limit))
    if lit:
        share = max(HUE, abs(float(color_share(value, limit))))
        return scene.palette.shade(lens.map, _sign(value) * share), max(TOUCHED_LEAST, width)
    return _dimmed(scene, scene.palette.shade(lens.map, HUE * _sign(value)), mark), width


def _casing(
    scene: WalkScene, mark: Mark, lens: EdgeLens | None, value: float | None, lit: bool
) -> tuple[QColor | None, float]:
    if lens is None or value is None:
        return None, 0.0
    width = float(casing_width(value, scene.limit(lens)))
    color = scene.palette.shade(lens.map, HUE * _sign(value))
    return (color, max(TOUCHED_LEAST, width)) if lit else (_dimmed(scene, color, mark), width)


def _accent(scene: WalkScene, mark: Mark) -> QColor:
    """Amber for the edge that the operation is about, else the colour of what it brings in."""
    terms = scene.terms_of(mark)
    if not terms:
        return scene.bystander(scene.weight(mark), None)
    return scene.palette.color("hl") if any(scene.is_result(term) for term in terms) else scene.ink(terms[0])


def _dimmed(scene: WalkScene, color: QColor, mark: Mark) -> QColor:
    crowded = scene.widths[mark.layer - 1] * scene.widths[mark.layer] > FEW_EDGES
    return mixed(color, scene.palette.color("canvas"), CROWD_STRENGTH if crowded else EDGE_STRENGTH)


def _sign(value: float) -> float:
    return -1.0 if value < 0 else 1.0
