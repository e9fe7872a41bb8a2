"""What is written on the step-through's graph: weights, biases, gradients in boxes, headings, tooltips."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import QColor

from mlpviz.engine.number import brief, narrow, stepped
from mlpviz.engine.telling.explanation import Mark, Term
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.written import OPEN
from mlpviz.views.graph.names import described
from mlpviz.views.look.writing import Piece
from mlpviz.views.walk.graph.scene import WalkScene
from mlpviz.views.walk.sentences import spoken

_WORDS = {"slope": "f′", "penalized": "with penalty", "clipped": "after clipping"}
_FRACTION = re.compile(r"\\frac\{(.*)\}\{(.*)\}$")


@dataclass(frozen=True)
class Note:
    """A label in a box of its own, beside an edge or under a unit."""

    mark: Mark
    pieces: list[Piece]
    accent: QColor


def edge_label(scene: WalkScene, mark: Mark, hovered: Mark | None, *, named: bool = True) -> list[Piece]:
    """Name and weight of an edge; `named` False leaves out the name."""
    lit = scene.is_touched(mark) or mark == hovered
    color = scene.weight_ink(mark, lit)
    value = Piece(_written(scene, mark), color, strong=lit)
    if not named or not scene.names.weights:  # a long name would only repeat both ends
        return [value]
    return [Piece(scene.names.weight(mark.layer, mark.source, mark.unit), color, math=True), value]


def shares_bias(scene: WalkScene, layer: int) -> bool:
    """Whether one bias serves the whole layer."""
    units = range(scene.widths[layer])
    return bool(scene.names.biases) and len(units) > 1 and len({scene.names.bias(layer, unit) for unit in units}) == 1


def bias_label(scene: WalkScene, layer: int, unit: int, hovered: Mark | None, *, terse: bool = False) -> list[Piece]:
    """The bias of a unit, or of its whole layer; `terse` does not say which."""
    shared = shares_bias(scene, layer)
    marks = [Mark("bias", layer, one) for one in (range(scene.widths[layer]) if shared else (unit,))]
    mark = next((mark for mark in marks if scene.is_touched(mark)), marks[0])
    lit = scene.is_touched(mark) or hovered in marks
    color = scene.weight_ink(mark, lit)
    name = scene.names.bias(layer, unit) if scene.names.biases else "b"
    text = _written(scene, mark) + (" shared by the layer" if shared and not terse else "")
    return [Piece(name, color, math=True), Piece(text, color, strong=lit)]


def notes(scene: WalkScene) -> list[Note]:
    """The gradients of touched edges and biases, and the slopes of the loss. New weights stand in their labels."""
    found = []
    for mark in scene.marks_with_terms():
        term = next((term for term in scene.terms_of(mark) if _is_noted(scene, mark, term)), None)
        if term is not None and term.value is not None:
            color = scene.ink(term)
            name = Piece(_short_name(scene, mark, term), color, math=True)
            written = OPEN if term.hidden else narrow(term.value, signed=True)
            found.append(Note(mark, [name, Piece(written, color, strong=True)], color))
    return found


def headings(scene: WalkScene, column: int) -> list[str]:
    """What stands above a column, from long to short."""
    if column == 0:
        return [f"Input {scene.widths[0]}", f"{scene.widths[0]}"]
    if column == scene.loss_column:
        return ["Loss"]
    layer = scene.spec.layers[column - 1]
    activation = layer.activation.label
    return [f"Dense {layer.units} · {activation}", f"{layer.units} {activation}", f"{layer.units}"]


def tooltip(scene: WalkScene, mark: Mark) -> str:
    """The name of something and every number of it that is known by now."""
    return "\n".join([_name(scene, mark), *_numbers(scene, mark)])


def told_of(scene: WalkScene, mark: Mark) -> str:
    """The same in one line."""
    return f"{_name(scene, mark)}: {', '.join(_numbers(scene, mark))}"


def _numbers(scene: WalkScene, mark: Mark) -> list[str]:
    found = [f"{_symbol(scene, mark, key)} = {stepped(value, 9)}" for key, value in scene.known(mark).items()]
    return found or ["not yet computed"]


def summary(scene: WalkScene) -> str:
    """The operation in one line, for a screen reader."""
    told = scene.told
    if scene.whole:
        return f"{told.heading}. {spoken(told.sentence)}"
    place = f"Operation {scene.index + 1} of {len(scene.operations)}"
    result = OPEN if told.hidden else stepped(told.result, 9)
    said = " ".join(filter(None, (spoken(told.verdict), spoken(told.sentence))))
    return f"{place}, {told.heading}: {spoken(told.terms[0].symbol)} = {result}. {said}"


def short(symbol: str) -> str:
    """A fraction on one line, set tight: ∂E/∂w."""
    found = _FRACTION.match(symbol)
    line = f"{found[1]}/{found[2]}" if found else symbol
    return line.replace(r"\partial ", r"{\partial}")


def _written(scene: WalkScene, mark: Mark) -> str:
    """A weight or bias, with what it was before where this operation changes it."""
    known = scene.known(mark)
    new = brief(scene.weight(mark))
    if scene.is_touched(mark) and "new" in known:
        return f"{brief(known.get('w', known.get('b', 0.0)))} → {new}"
    return new


def _is_noted(scene: WalkScene, mark: Mark, term: Term) -> bool:
    if mark.kind not in ("edge", "bias") or not scene.backward:
        return False
    return scene.is_result(term) or term.role == "gradient"


def _short_name(scene: WalkScene, mark: Mark, term: Term) -> str:
    """∂E/∂w₅; where weights have no short names, ∂L/∂w."""
    names = scene.names
    if mark.layer == scene.loss_column or (names.weights if mark.kind == "edge" else names.biases):
        return short(term.symbol)
    return short(names.gradient("w" if mark.kind == "edge" else "b"))


def _name(scene: WalkScene, mark: Mark) -> str:
    names = scene.names
    if mark.kind == "loss":
        return plain_of(names.loss)
    if mark.kind == "unit":
        return described(scene.walk.experiment, mark.layer, mark.unit)
    if mark.kind == "bias":
        return f"bias of {names.unit_text(mark.layer, mark.unit)}"
    if mark.layer == scene.loss_column:
        return f"{names.unit_text(mark.layer - 1, mark.source)} → {plain_of(names.loss)}"
    return names.edge_text(mark.layer, mark.source, mark.unit)


def _symbol(scene: WalkScene, mark: Mark, key: str) -> str:
    names, loss = scene.names, plain_of(scene.names.loss)
    if key in _WORDS:
        return _WORDS[key]
    if mark.kind == "loss":
        return loss if key == "L" else plain_of(names.part(int(key) - 1))
    if mark.kind == "bias" or (mark.kind == "edge" and mark.layer < scene.loss_column):
        if mark.kind == "bias":
            name = plain_of(names.bias(mark.layer, mark.unit)) if names.biases else "b"
        else:
            name = plain_of(names.weight(mark.layer, mark.source, mark.unit)) if names.weights else "w"
        return {"gradient": f"∂{loss}/∂{name}", "new": f"new {name}"}.get(key, name)
    if key == "gradient":
        return plain_of(names.short_gradient(names.unit(mark.layer - 1, mark.source)))
    return key
