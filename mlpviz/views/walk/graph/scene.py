"""What the step-through's graph shows at one operation: what takes part, and which numbers are known by now."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.telling.explanation import Explanation, Mark, Term
from mlpviz.nn.arrays import Array
from mlpviz.views.graph.box_layout import Measure
from mlpviz.views.graph.layout import Key
from mlpviz.views.graph.nodes.boxes import BoxLook
from mlpviz.views.look.palette import Palette
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations
    from mlpviz.engine.telling.phase_story import PhaseStory

HUE = 0.6
"""The place on a diverging map where its hue is purest."""


@dataclass(frozen=True)
class _Found:
    """Some parameters as a lens wants them; NaN is not worked out yet."""

    theta: Array
    theta_before: Array
    grad: Array


class WalkScene:
    """One operation of a walk as the graph needs it. `show` takes up another one."""

    def __init__(self, theme: Theme, narrator: Narrator, operations: Operations) -> None:
        self._theme, self.narrator, self.operations = theme, narrator, operations
        self.walk, self.names = narrator.walk, narrator.names
        self.spec = self.walk.experiment.network
        self.widths = self.spec.widths
        self.loss_column = len(self.widths)
        self._limits: dict[str, float] = {}
        self.measured: tuple[object, Measure] | None = None
        """The room that its text asks for, and for which fonts that was found."""
        self.quiet_looks: dict[tuple[object, ...], BoxLook] = {}
        """How units look that an operation does not touch, by their numbers."""
        self.whole = False
        """Whether all of a phase is shown."""
        self.show(0)

    def show(self, index: int, phase: PhaseStory | None = None) -> None:
        """Take up an operation, or the whole phase that it ends."""
        self.index, self.whole = index, phase is not None
        self.told: Explanation = self.narrator.tell(index) if phase is None else phase.told
        self._values = self.narrator.graph_values(index)
        self._known: dict[Mark, Mapping[str, float]] = {}
        # The result of an update is a weight again, and weights wear the colours of what flows forward.
        self.backward = self.told.backward and self.operations[index].move != "update"
        self._terms: dict[Mark, list[Term]] = {}
        for term in self.told.terms if phase is None else phase.terms:
            if term.mark is not None and term.value is not None:
                self._terms.setdefault(term.mark, []).append(term)
        self._marks = set(self.told.marks) | set(self._terms)
        self._flow = set(self.told.flow)

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self._theme.palette

    # what takes part

    def mark_of(self, key: Key) -> Mark:
        """What a place on the graph stands for."""
        return Mark("loss", key[0], 0) if key[0] == self.loss_column else Mark("unit", *key)

    def is_touched(self, mark: Mark) -> bool:
        """Whether the operation has to do with it."""
        return mark in self._marks

    def travels(self, mark: Mark) -> bool:
        """Whether the value travels along this edge."""
        return mark in self._flow

    def terms_of(self, mark: Mark) -> Sequence[Term]:
        """The terms of the equation that stand for it."""
        return self._terms.get(mark, ())

    def marks_with_terms(self) -> Sequence[Mark]:
        """Everything on the graph that a term stands for, in the order of the equation."""
        return tuple(self._terms)

    def is_result(self, term: Term) -> bool:
        """Whether it is the term on the left."""
        return bool(self.told.terms) and term is self.told.terms[0]

    @property
    def result_mark(self) -> Mark | None:
        """The place of the result; a whole phase has many."""
        return self.told.terms[0].mark if self.told.terms else None

    def wanted(self) -> dict[int, list[int]]:
        """Units that must be visible, by column, the result first."""
        found: dict[int, list[int]] = {}
        for mark in [*self._terms, *self.told.marks]:
            ends = [(mark.layer, mark.unit)] if mark.kind != "loss" else []
            if mark.kind == "edge":
                ends.append((mark.layer - 1, mark.source))
            for column, unit in ends:
                if column < self.loss_column and unit not in found.setdefault(column, []):
                    found[column].append(unit)
        return found

    # numbers

    def known(self, mark: Mark) -> Mapping[str, float]:
        """The numbers that the walk has worked out by now, by name."""
        if mark not in self._known:
            self._known[mark] = self._values.get(mark, {})
        return self._known[mark]

    def weight(self, mark: Mark) -> float:
        """The weight of an edge or the bias of a unit: the new one as soon as the walk has reached it."""
        known = self.known(mark)
        return known.get("new", known.get("w", known.get("b", 0.0)))

    def theta_index(self, mark: Mark) -> int | None:
        """Where the weight of an edge stands among all parameters; None for an edge to the loss."""
        if mark.layer == self.loss_column:
            return None
        return self.narrator.recorded.theta_index(mark.layer, mark.unit, mark.source)

    def first_values(self, lens: EdgeLens | None) -> Array:
        """What a lens shows of every parameter before the sample, or the update, has worked out anything of it."""
        theta, unknown = self.walk.before.theta, np.full(self.walk.theta.shape, math.nan)
        updating = self.operations.sample_of(self.index) < 0
        slopes = self.narrator.recorded.penalized_gradients if updating else unknown
        return unknown if lens is None else lens.value(_Found(theta, unknown, slopes))

    def value(self, lens: EdgeLens | None, mark: Mark) -> float | None:
        """What a lens shows on an edge, once that is worked out."""
        if lens is None or mark.layer == self.loss_column:
            return None
        known = self.known(mark)
        before = known["w"] if "new" in known else math.nan
        gradient = known.get("penalized", known.get("gradient", math.nan))
        found = _Found(*np.array([[self.weight(mark)], [before], [gradient]]))
        value = float(lens.value(found)[0])
        return None if math.isnan(value) else value

    def limit(self, lens: EdgeLens) -> float:
        """The largest value of a lens: on an edge before the update, or, if only the update tells, of any parameter.

        Biases count there because all that learns may be biases.
        """
        if lens.name not in self._limits:
            start, unknown = self.walk.before.theta, np.full(self.walk.theta.shape, math.nan)
            before = lens.value(_Found(start, unknown, unknown))[self.spec.is_weight() > 0]
            after = lens.value(_Found(self.walk.theta, start, self.narrator.recorded.penalized_gradients))
            shown = after if np.isnan(before).all() else before
            self._limits[lens.name] = float(np.max(np.abs(shown[~np.isnan(shown)]), initial=0.0))
        return self._limits[lens.name]

    # colours

    def ink(self, term: Term) -> QColor:
        """The colour of a term's role."""
        return role_color(self.palette, term.role, term.value, self.backward)

    def weight_ink(self, mark: Mark, lit: bool) -> QColor:
        """The colour in which a weight or bias is written."""
        return role_color(self.palette, "forward", self.weight(mark), False) if lit else self.palette.color("t3")

    def bystander(self, forward: float | None, backward: float | None) -> QColor:
        """The colour of what takes part without a term of its own, as in a long sum."""
        value = backward if self.backward and backward is not None else forward
        if value is None:
            return self.palette.color("hl")
        role = "gradient" if value is backward else "forward"
        return role_color(self.palette, role, value, self.backward)
