"""How each unit of the step-through's graph looks at one operation, and how much room its text asks for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtGui import QColor

from mlpviz.engine.number import brief
from mlpviz.engine.telling.explanation import Mark, Term
from mlpviz.views.graph.box_layout import Measure
from mlpviz.views.graph.layout import Key
from mlpviz.views.graph.nodes.boxes import BoxLook, Value
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.graph.captions import short
from mlpviz.views.walk.graph.scene import HUE, WalkScene

STRONGEST = {"result": 0, "slope": 1, "gradient": 2, "forward": 3}
"""Which of several roles gives a unit its outline."""
LETTERS = ("z", "a", r"\delta", "f'", r"\sigma'")
"""What a unit's value can be."""


def unit_look(scene: WalkScene, key: Key, hovered: Mark | None) -> BoxLook:
    """How a unit, or the loss, is drawn now."""
    mark = scene.mark_of(key)
    lit = hovered == mark
    if mark.kind == "loss":
        value = scene.known(mark).get("L")
        rows = () if value is None else (Value("", brief(value)),)
        return BoxLook(scene.names.loss, rows, _accent(scene, mark), lit, titled=True)
    return BoxLook(scene.names.unit(*key), _rows(scene, key), _accent(scene, mark), lit, _fill(scene, mark))


def measure(theme: Theme, writing: Writing, scene: WalkScene) -> Measure:
    """Room for the longest usual number beside a symbol, or a name and a symbol, in the fonts there are."""
    key = theme.text_scale, theme.font("m").family()
    if scene.measured is None or scene.measured[0] != key:
        scene.measured = key, _measured(theme, writing, scene)
    return scene.measured[1]


def _measured(theme: Theme, writing: Writing, scene: WalkScene) -> Measure:
    ink = theme.palette.color("t1")
    rows = writing.width([Piece("a", ink, math=True), Piece("−0.0000", ink, strong=True)]) + 21
    value = Piece("−0.00000", ink, strong=True)
    letter = max((Piece(symbol, ink, math=True) for symbol in LETTERS), key=lambda piece: writing.width([piece], "s"))
    line = writing.width([Piece(scene.names.unit(1, 0), ink, math=True), letter, value], "s") + 14
    for unit in range(min(scene.widths[0], 16) if scene.spec.features else 0):
        # A feature has a longer name than an input, and an input less room than a unit.
        line = max(line, writing.width([Piece(scene.names.unit(0, unit), ink, math=True), value], "s") + 24)
    usual = Piece("−0.0000", ink, strong=True)
    touched, surprise = [], 0.0
    for layer, width in enumerate(scene.widths):
        names = {scene.names.unit(layer, unit) for unit in (range(min(width, 16)) if layer == 0 else (width - 1,))}
        beside = [letter, usual] if layer else [usual]
        touched.append(max(writing.width([Piece(name, ink, math=True), *beside], "s") for name in names) + 14)
    if scene.names.linked:  # the loss says ln p of the outputs
        name = scene.names.unit(scene.names.layers, scene.widths[-1] - 1)
        log = Piece(rf"\ln(1 - {name})" if scene.widths[-1] == 1 else rf"\ln {name}", ink, math=True)
        touched[-1] = max(touched[-1], writing.width([log, usual], "s") + 14)
        surprise = writing.width([log, usual]) + 20
    return Measure(max(1.0, theme.text_scale), max(93.0, rows), line, tuple(touched), surprise)


def _accent(scene: WalkScene, mark: Mark) -> QColor | None:
    if not scene.is_touched(mark):
        return None
    ranked = sorted((term for term in scene.terms_of(mark) if term.role in STRONGEST), key=_rank)
    if ranked:
        return scene.ink(ranked[0])
    if mark.kind == "loss" and scene.backward:
        return scene.palette.backward(HUE)
    return scene.bystander(scene.known(mark).get("a"), scene.known(mark).get("δ"))


def _rank(term: Term) -> int:
    return STRONGEST[term.role]


def _rows(scene: WalkScene, key: Key) -> tuple[Value, ...]:
    """An input shows its value; a unit z and a, and what else the operation says of it in their place."""
    mark = scene.mark_of(key)
    known, terms = scene.known(mark), scene.terms_of(mark)
    if key[0] == 0:
        term, value = next(iter(terms), None), known.get("a")
        return () if value is None else (Value("", brief(value), scene.ink(term) if term else None),)
    rows = [_row(scene, key, symbol, known.get(symbol)) for symbol in ("z", "a")]
    special = [term for term in terms if _is_special(scene, key, term, known)]
    special.sort(key=scene.is_result)
    return tuple([*rows, *(_special(scene, key, term) for term in special)][-2:])


def _row(scene: WalkScene, key: Key, symbol: str, value: float | None) -> Value:
    names = scene.names
    written = names.sum(*key) if symbol == "z" else names.unit(*key)
    linked = symbol == "a" and names.linked and key[0] == names.layers
    terms = scene.terms_of(scene.mark_of(key))
    term = next((term for term in terms if term.symbol == written or _is_same(term, value)), None)
    text = "" if value is None else brief(value)
    return Value("p" if linked else symbol, text, scene.ink(term) if term else None)


def _is_special(scene: WalkScene, key: Key, term: Term, known: Mapping[str, float]) -> bool:
    usual = term.symbol in (scene.names.sum(*key), scene.names.unit(*key)) or term.role == "plain"
    return not usual and not any(_is_same(term, known.get(symbol)) for symbol in ("z", "a"))


def _special(scene: WalkScene, key: Key, term: Term) -> Value:
    if term.role == "slope":
        sigmoid = scene.spec.layers[key[0] - 1].activation.name == "Sigmoid"
        symbol = r"\sigma'" if sigmoid else "f'"
    else:
        symbol = r"\delta" if r"\delta" in term.symbol else short(term.symbol)
    assert term.value is not None
    return Value(symbol, brief(term.value), scene.ink(term))


def _fill(scene: WalkScene, mark: Mark) -> QColor | None:
    value = scene.known(mark).get("a")
    return None if value is None else scene.palette.surface(float(np.clip(value, -1, 1)))


def _is_same(term: Term, value: float | None) -> bool:
    """A forward value under another name, such as ∂z/∂w, which is what arrives on the edge."""
    return term.role == "forward" and value is not None and term.value == value
