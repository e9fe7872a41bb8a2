"""What the step-through's graph shows at one operation: which units and edges, with what values, in which colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from mlpviz.engine.naming import plain_of
from mlpviz.engine.told import Mark, Term, Told
from mlpviz.views.palette import Palette
from mlpviz.views.theme import Theme
from mlpviz.views.walk_edges import EdgeLook, mixed
from mlpviz.views.walk_ink import role_color
from mlpviz.views.walk_labels import Piece, brief, signed
from mlpviz.views.walk_layout import Key
from mlpviz.views.walk_nodes import NodeLook, Row
from mlpviz.views.walk_text import stepped

if TYPE_CHECKING:
    from mlpviz.engine.narration import Narrator
    from mlpviz.engine.operations import Operations

EDGE_STRENGTH, CROWD_STRENGTH = 0.5, 0.32
"""How much of its colour an edge keeps that the operation does not touch, and one among many."""
FEW_EDGES = 9
HUE = 0.6
"""The place on a diverging map where its hue is purest."""
_FRACTION = re.compile(r"\\frac\{(.*)\}\{(.*)\}$")


@dataclass(frozen=True)
class Note:
    """A label in a box of its own, beside an edge or under a unit."""

    mark: Mark
    pieces: list[Piece]
    accent: QColor


class SceneMaker:
    """Turns an operation of one walk into looks of units and edges."""

    def __init__(self, theme: Theme, narrator: Narrator, operations: Operations) -> None:
        self._theme, self.narrator, self.operations = theme, narrator, operations
        self.walk = narrator.walk
        self.spec = self.walk.experiment.network
        self.widths = self.spec.widths
        self.loss_column = len(self.widths)
        self._index = 0
        self._lens = "both"
        self._told = narrator.tell(0)
        self._terms: dict[Mark, list[Term]] = {}
        self.show(0)

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self._theme.palette

    @property
    def told(self) -> Told:
        """The operation shown."""
        return self._told

    @cached_property
    def weight_limit(self) -> float:
        """The largest weight of the network."""
        return max((float(np.max(np.abs(w))) for w, _ in self.spec.weights(self.walk.before.theta)), default=0.0)

    @cached_property
    def gradient_limit(self) -> float:
        """The largest gradient that the update follows, so that widths stay comparable from step to step."""
        followed = [step.given for step in self.walk.steps if step.move == "update"]
        return max((float(np.max(np.abs(given))) for given in followed), default=0.0)

    @cached_property
    def update_limit(self) -> float:
        """The largest change of this update."""
        return float(np.max(np.abs(self.walk.theta - self.walk.before.theta)))

    def show(self, index: int) -> None:
        """Take up an operation."""
        self._index = index
        self._told = self.narrator.tell(index)
        self.values = self.narrator.graph_values(index)
        self._terms = {}
        for term in self._told.terms:
            if term.mark is not None and term.value is not None:
                self._terms.setdefault(term.mark, []).append(term)
        # The result of an update is a weight again, and weights wear the colours of what flows forward.
        self._backward = self._told.backward and self.operations[index].move != "update"
        self._marks = set(self._told.marks) | set(self._terms)
        self._flow = set(self._told.flow)

    def choose_lens(self, lens: str) -> None:
        """What edges show: weights, gradients, both or update."""
        self._lens = lens

    def wanted(self) -> dict[int, list[int]]:
        """Units that must be visible, by column, the result first."""
        found: dict[int, list[int]] = {}
        for mark in [*self._terms, *self._told.marks]:
            ends = [(mark.layer, mark.unit)] if mark.kind != "loss" else []
            if mark.kind == "edge":
                ends.append((mark.layer - 1, mark.source))
            for column, unit in ends:
                if column < self.loss_column and unit not in found.setdefault(column, []):
                    found[column].append(unit)
        return found

    # units

    def node(self, key: Key, hovered: Mark | None) -> NodeLook:
        """How a unit, or the loss, is drawn now."""
        mark = self.mark_of(key)
        lit = hovered == mark
        if mark.kind == "loss":
            value = self.known(mark).get("L")
            rows = () if value is None else (Row("", brief(value)),)
            return NodeLook(self.narrator.names.loss, rows, self._accent(mark), lit)
        return NodeLook(
            self.narrator.names.unit(*key), self._rows(key, mark), self._accent(mark), lit, self._fill(mark))

    def mark_of(self, key: Key) -> Mark:
        """What a place on the graph stands for."""
        return Mark("loss", key[0], 0) if key[0] == self.loss_column else Mark("unit", *key)

    def tooltip(self, mark: Mark) -> str:
        """The name of something and every number of it that is known by now."""
        names = self.narrator.names
        if mark.kind == "loss":
            name = plain_of(names.loss)
        elif mark.kind == "unit":
            name = names.unit_text(mark.layer, mark.unit)
        elif mark.layer == self.loss_column:
            name = f"{names.unit_text(mark.layer - 1, mark.source)} → {plain_of(names.loss)}"
        else:
            name = names.edge_text(mark.layer, mark.source, mark.unit)
        lines = [f"{self._symbol(mark, key)} = {stepped(value, 9)}" for key, value in self.known(mark).items()]
        return "\n".join([name, *(lines or ["not yet computed"])])

    def _symbol(self, mark: Mark, key: str) -> str:
        names = self.narrator.names
        if key == "slope":
            return "f′"
        if mark.kind == "loss":
            return plain_of(names.loss) if key == "L" else plain_of(names.part(int(key) - 1))
        if mark.kind == "edge" and mark.layer < self.loss_column:
            weight = plain_of(names.weight(mark.layer, mark.source, mark.unit)) if names.weights else "w"
            loss = plain_of(names.loss)
            return {"w": weight, "gradient": f"∂{loss}/∂{weight}", "new": f"new {weight}"}.get(key, key)
        if key == "gradient":
            return plain_of(names.short_gradient(names.unit(mark.layer - 1, mark.source)))
        return key

    def _rows(self, key: Key, mark: Mark) -> tuple[Row, ...]:
        known = self.known(mark)
        terms = self._terms.get(mark, [])
        if key[0] == 0:
            term = next(iter(terms), None)
            value = known.get("a")
            return () if value is None else (Row("", brief(value), self._ink(term) if term else None),)
        rows = [self._row(symbol, key, known.get(symbol), terms) for symbol in ("z", "a")]
        special = [term for term in terms if self._is_special(key, term, known)]
        special.sort(key=self._is_result)
        return tuple([*rows, *(self._special(key, term) for term in special)][-2:])

    def _row(self, symbol: str, key: Key, value: float | None, terms: list[Term]) -> Row:
        names = self.narrator.names
        written = names.sum(*key) if symbol == "z" else names.unit(*key)
        linked = symbol == "a" and names.linked and key[0] == names.layers
        term = next((term for term in terms if term.symbol == written or _is_same(term, value)), None)
        text = "" if value is None else brief(value)
        return Row("p" if linked else symbol, text, self._ink(term) if term else None)

    def _is_special(self, key: Key, term: Term, known: Mapping[str, float]) -> bool:
        names = self.narrator.names
        usual = term.symbol in (names.sum(*key), names.unit(*key)) or term.role == "plain"
        return not usual and not any(_is_same(term, known.get(symbol)) for symbol in ("z", "a"))

    def _special(self, key: Key, term: Term) -> Row:
        if term.role == "slope":
            symbol = self._slope_symbol(key[0])
        elif r"\delta" in term.symbol:
            symbol = r"\delta"
        else:
            symbol = short(term.symbol)
        assert term.value is not None
        return Row(symbol, brief(term.value), self._ink(term))

    def _slope_symbol(self, column: int) -> str:
        sigmoid = self.spec.layers[column - 1].activation.name == "Sigmoid"
        return r"\sigma'" if sigmoid else "f'"

    def _fill(self, mark: Mark) -> QColor | None:
        value = self.known(mark).get("a")
        return None if value is None else self.palette.surface(float(np.clip(value, -1, 1)))

    # edges

    def edge(self, layer: int, source: int, unit: int, hovered: Mark | None, reach: float) -> EdgeLook:
        """How an edge is drawn now; `reach` is how far the highlight has travelled."""
        mark = Mark("edge", layer, unit, source)
        if layer == self.loss_column:
            return self._loss_edge(mark, hovered, reach)
        touched = mark in self._marks
        accent = self._edge_accent(mark) if touched else self.palette.color("hl") if mark == hovered else None
        travels = mark in self._flow
        core, width = self._core(mark, touched or mark == hovered)
        casing, casing_width = self._casing(mark, touched or mark == hovered)
        result = self._told.terms[0].mark == mark
        back = travels and self._backward and not result
        return EdgeLook(core, width, casing, casing_width, accent, False, back, reach if travels else 1.0)

    def is_touched(self, mark: Mark) -> bool:
        """Whether the operation has to do with it."""
        return mark in self._marks

    def edge_label(self, mark: Mark, hovered: Mark | None, *, named: bool = True) -> list[Piece]:
        """Name and weight of an edge; `named` False leaves out the name."""
        lit = mark in self._marks or mark == hovered
        color = role_color(self.palette, "forward", self.weight(mark), False) if lit else self.palette.color("t3")
        value = Piece(self._written(mark), color, strong=lit)
        if not named or not self.narrator.names.weights:  # a long name would only repeat both ends
            return [value]
        return [Piece(self.narrator.names.weight(mark.layer, mark.source, mark.unit), color, math=True), value]

    def _written(self, mark: Mark) -> str:
        """A weight or bias, with what it was before where this operation changes it."""
        known = self.known(mark)
        new = brief(self.weight(mark))
        if mark in self._marks and "new" in known:
            return f"{brief(known.get('w', known.get('b', 0.0)))} → {new}"
        return new

    def weight(self, mark: Mark) -> float:
        """The weight of an edge or the bias of a unit: the new one as soon as the walk has reached it."""
        known = self.known(mark)
        return known.get("new", known.get("w", known.get("b", 0.0)))

    def known(self, mark: Mark) -> Mapping[str, float]:
        """The numbers that the walk has worked out by now, by name."""
        found: Mapping[str, float] = self.values.get(mark, {})
        return found

    def _loss_edge(self, mark: Mark, hovered: Mark | None, reach: float) -> EdgeLook:
        if mark in self._marks:
            term = next(iter(self._terms.get(mark, [])), None)
            side = self.palette.backward if self._backward else self.palette.forward
            color = self._ink(term) if term else side(HUE)
            travels = mark in self._flow
            return EdgeLook(color, 2.5, back=travels and self._backward, reach=reach if travels else 1.0)
        return EdgeLook(self.palette.color("hl") if mark == hovered else None, 1.0, dashed=True)

    def _core(self, mark: Mark, lit: bool) -> tuple[QColor | None, float]:
        palette = self.palette
        value: float | None = self.weight(mark)
        limit, map_, widths = self.weight_limit, palette.forward, palette.weight_width
        if self._lens == "gradients":
            value = self.gradient(mark)
            limit, map_, widths = self.gradient_limit, palette.backward, palette.gradient_width
        elif self._lens == "update":
            value = self.change(mark)
            limit, map_, widths = self.update_limit, palette.backward, palette.update_width
        if value is None:
            return (palette.color("t3"), 1.5) if lit else (None, 1.0)
        width = float(widths(value, limit))
        if lit:
            return map_(_louder(float(palette.color_share(value, limit)))), max(2.0, width)
        return self._dimmed(map_(HUE * _sign(value)), mark), width

    def _casing(self, mark: Mark, lit: bool) -> tuple[QColor | None, float]:
        value = self.gradient(mark) if self._lens == "both" else None
        if value is None:
            return None, 0.0
        width = float(self.palette.casing_width(value, self.gradient_limit))
        color = self.palette.backward(HUE * _sign(value))
        return (color, max(2.0, width)) if lit else (self._dimmed(color, mark), width)

    def gradient(self, mark: Mark) -> float | None:
        """∂loss/∂weight of the current sample, once computed."""
        return self.known(mark).get("gradient")

    def change(self, mark: Mark) -> float | None:
        """How much the update moved a weight, once computed."""
        known = self.known(mark)
        return known["new"] - known["w"] if "new" in known else None

    # biases

    def shares_bias(self, layer: int) -> bool:
        """Whether one bias serves the whole layer."""
        names = self.narrator.names
        return self.widths[layer] > 1 and bool(names.biases) and len({names.bias(layer, unit) for unit in range(self.widths[layer])}) == 1

    def bias_label(self, layer: int, unit: int, hovered: Mark | None, *, brief_words: bool = False) -> list[Piece]:
        """The bias of a unit, or of its whole layer; with `brief_words` without saying so."""
        shared = self.shares_bias(layer)
        marks = [Mark("bias", layer, one) for one in (range(self.widths[layer]) if shared else (unit,))]
        lit = any(mark in self._marks or mark == hovered for mark in marks)
        mark = next((mark for mark in marks if mark in self._marks), marks[0])
        color = role_color(self.palette, "forward", self.weight(mark), False) if lit else self.palette.color("t3")
        name = self.narrator.names.bias(layer, unit) if self.narrator.names.biases else "b"
        text = self._written(mark) + (" shared by the layer" if shared and not brief_words else "")
        return [Piece(name, color, math=True), Piece(text, color, strong=lit)]

    # labels in boxes

    def notes(self) -> list[Note]:
        """Values that belong to touched edges and biases: gradients, slopes of the loss, new weights."""
        found = []
        for mark, terms in self._terms.items():
            shown = [term for term in terms if self._is_noted(mark, term)]
            if shown:
                color = self._ink(shown[0])
                assert shown[0].value is not None
                name = Piece(self._short_name(mark, shown[0]), color, math=True)
                found.append(Note(mark, [name, Piece(signed(shown[0].value), color, strong=True)], color))
        return found

    def _short_name(self, mark: Mark, term: Term) -> str:
        """∂E/∂w₅; where weights have no short names, ∂L/∂w."""
        names = self.narrator.names
        if mark.layer == self.loss_column or (names.weights if mark.kind == "edge" else names.biases):
            return short(term.symbol)
        return short(names.gradient("w" if mark.kind == "edge" else "b"))

    def _is_noted(self, mark: Mark, term: Term) -> bool:
        """A gradient of an edge or a bias. New weights stand in the label of the edge."""
        if mark.kind not in ("edge", "bias") or not self._backward:
            return False
        return self._is_result(term) or term.role == "gradient"

    def _is_result(self, term: Term) -> bool:
        return term is self._told.terms[0]

    # colours

    def _accent(self, mark: Mark) -> QColor | None:
        if mark not in self._marks:
            return None
        terms = self._terms.get(mark, [])
        order = {"result": 0, "slope": 1, "gradient": 2, "forward": 3}
        ranked = sorted((term for term in terms if term.role in order), key=lambda term: order[term.role])
        if ranked:
            return self._ink(ranked[0])
        if mark.kind == "loss" and self._backward:
            return self.palette.backward(HUE)
        return self._bystander(mark, self.known(mark).get("a"), self.known(mark).get("δ"))

    def _bystander(self, mark: Mark, forward: float | None, backward: float | None) -> QColor:
        """The colour of what takes part without a term of its own, as in a long sum."""
        value = backward if self._backward and backward is not None else forward
        if value is None:
            return self.palette.color("hl")
        role = "gradient" if value is backward else "forward"
        return role_color(self.palette, role, value, self._backward)

    def _edge_accent(self, mark: Mark) -> QColor:
        terms = self._terms.get(mark, [])
        if not terms:
            return self._bystander(mark, self.weight(mark), None)
        if any(self._is_result(term) for term in terms):
            return self.palette.color("hl")
        return self._ink(terms[0])

    def _ink(self, term: Term) -> QColor:
        return role_color(self.palette, term.role, term.value, self._backward)

    def _dimmed(self, color: QColor, mark: Mark) -> QColor:
        crowded = self.widths[mark.layer - 1] * self.widths[mark.layer] > FEW_EDGES
        return mixed(color, self.palette.color("canvas"), CROWD_STRENGTH if crowded else EDGE_STRENGTH)


def short(symbol: str) -> str:
    """A fraction on one line, set tight: ∂E/∂w."""
    found = _FRACTION.match(symbol)
    line = f"{found[1]}/{found[2]}" if found else symbol
    return line.replace(r"\partial ", r"{\partial}")


def _is_same(term: Term, value: float | None) -> bool:
    """A forward value under another name, such as ∂z/∂w, which is what arrives on the edge."""
    return term.role == "forward" and value is not None and term.value == value


def _sign(value: float) -> float:
    return -1.0 if value < 0 else 1.0


def _louder(share: float) -> float:
    """Strong enough to stand out as touched."""
    return _sign(share) * max(HUE, abs(share))
