"""What the graph of a chain shows at one step: which units and edges take part, and in which colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from PySide6.QtGui import QColor

from mlpviz.engine.number import brief
from mlpviz.engine.telling.chain_story import ChainStory
from mlpviz.engine.telling.explanation import Mark
from mlpviz.engine.telling.paths import Factor, Path
from mlpviz.views.graph.box_layout import Measure
from mlpviz.views.graph.layout import Key
from mlpviz.views.graph.nodes.boxes import BoxLook, Value
from mlpviz.views.look.palette import Palette
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.number_colors import role_color

MOST = 40
"""So many units of a layer are asked how long their numbers are."""


@dataclass(frozen=True)
class ChainScene:
    """One step of a chain, with all its paths or one of them alone."""

    theme: Theme
    story: ChainStory
    index: int
    alone: int = -1
    """The path that is shown alone; −1 for all of them."""

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self.theme.palette

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of each layer, inputs first."""
        return self.story.narrator.names.widths

    @property
    def loss_column(self) -> int:
        """The column of the loss."""
        return len(self.widths)

    @property
    def rows(self) -> tuple[int, ...]:
        """The paths that are shown."""
        return tuple(range(len(self.story.chain.paths))) if self.alone < 0 else (self.alone,)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every listed path."""
        return self.story.chain.paths

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What the places of units depend on, besides the size."""
        wanted = tuple((column, tuple(units)) for column, units in self.wanted().items())
        return self.story, self.widths, wanted, self.theme.choice, self.palette.name, self.theme.text_scale

    @cached_property
    def _looks(self) -> dict[tuple[Key, Palette], BoxLook]:
        """How units look while the pointer is elsewhere."""
        return {}

    def known(self, row: int, column: int) -> bool:
        """Whether a factor of a path has been reached."""
        return self.story.steps.known(self.index, row, column)

    def finished(self, row: int) -> bool:
        """Whether the product of a path is known."""
        return self.story.steps.finished(self.index, row)

    @property
    def summed(self) -> bool:
        """Whether the gradient is known."""
        return self.index >= len(self.story.steps) - 2

    def current(self) -> Factor | None:
        """The factor of this step; None at the sum and the check."""
        step = self.story.steps[self.index]
        return self.paths[step.row].factors[step.column] if step.kind == "factor" else None

    def keys_of(self, row: int) -> list[Key]:
        """The units on a path, from the loss back to the weight's source, which a bias does not have."""
        layer, unit, source = self.story.place
        behind = [(self.loss_column - 1 - step, one) for step, one in enumerate(self.paths[row].units)]
        ends = [(layer, unit), *([(layer - 1, source)] if source >= 0 else [])]
        return [(self.loss_column, 0), *behind, *ends]

    def wanted(self) -> dict[int, list[int]]:
        """Units that must be visible, by column."""
        found: dict[int, list[int]] = {}
        for row in range(len(self.paths)):
            for column, unit in self.keys_of(row)[1:]:
                if unit not in found.setdefault(column, []):
                    found[column].append(unit)
        return found

    def factors_on(self, key: Key) -> list[tuple[Factor, bool]]:
        """The factors of the shown paths at a unit, and whether they are known."""
        found: dict[Factor, bool] = {}
        for row in self.rows:
            for column, factor in enumerate(self.paths[row].factors):
                if factor.kind != "weight" and (factor.layer, factor.unit) == key and factor.unit >= 0:
                    found[factor] = found.get(factor, False) or self.known(row, column)
        return list(found.items())

    def weights(self) -> list[tuple[Factor, bool]]:
        """The weights on the shown paths, each once, and whether they are known."""
        found: dict[Factor, bool] = {}
        for row in self.rows:
            for column, factor in enumerate(self.paths[row].factors):
                if factor.kind == "weight":
                    found[factor] = found.get(factor, False) or self.known(row, column)
        return list(found.items())

    # colours

    def ink(self, factor: Factor) -> QColor:
        """The colour in which a factor is written."""
        role = {"delta": "gradient", "slope": "slope"}.get(factor.kind, "forward")
        return role_color(self.palette, role, factor.value, True)

    def gradient_ink(self, value: float) -> QColor:
        """The colour of a product or of the gradient."""
        return role_color(self.palette, "gradient", value, True) if value else self.palette.color("t2")

    # units

    def look(self, key: Key, hovered: Mark | None) -> BoxLook:
        """How a unit, or the loss, is drawn."""
        kept = key, self.palette
        if kept not in self._looks:
            self._looks[kept] = self._found_look(key)
        found = self._looks[kept]
        return replace(found, hovered=True) if hovered == Mark("unit", *key) and key[0] < self.loss_column else found

    def _found_look(self, key: Key) -> BoxLook:
        recorded, names, sample = self.story.narrator.recorded, self.story.narrator.names, self.story.sample
        if key[0] == self.loss_column:
            value = Value("", brief(float(recorded.losses[sample])))
            on = self.known(self.rows[0], 0)
            deltas = {path.factors[0] for path in self.paths}
            ink = self.ink(next(iter(deltas))) if len(deltas) == 1 else self.palette.color("t2")
            return BoxLook(names.loss, (value,), ink if on else None, titled=True)
        output = float(recorded.outputs[key[0]][sample, key[1]])
        linked = names.linked and key[0] == names.layers
        rows = [Value("" if key[0] == 0 else "p" if linked else "a", brief(output))]
        accent = None
        for factor, known in self.factors_on(key):
            if known:
                accent = self.ink(factor)
                if factor.kind == "input":
                    rows[0] = Value(rows[0].symbol, rows[0].text, accent)
                else:
                    letter = r"\delta" if factor.kind == "delta" else "f'"
                    rows.append(Value(letter, brief(factor.value), accent))
        fill = self.palette.surface(float(np.clip(output, -1, 1)))
        return BoxLook(names.unit(*key), tuple(rows), accent, fill=fill)

    def measure(self, writing: Writing) -> Measure:
        """Room for the longest usual number beside a symbol, in the fonts there are."""
        ink = self.palette.color("t1")
        names, recorded = self.story.narrator.names, self.story.narrator.recorded
        outputs = (layer[self.story.sample] for layer in recorded.outputs)
        texts = ["−0.0000", *(brief(float(value)) for layer in outputs for value in layer[:MOST])]
        value = Piece(max(texts, key=len), ink, strong=True)
        letter = Piece("f'", ink, math=True)
        rows = writing.width([letter, value]) + 21
        longest = [Piece(names.unit(layer, width - 1), ink, math=True) for layer, width in enumerate(self.widths)]
        line = max(writing.width([name, letter, value], "s") for name in longest[1:]) + 14
        touched = [writing.width([Piece(names.unit(0, 0), ink, math=True), value], "s") + 14] * len(self.widths)
        for path in self.paths:
            for factor in path.factors:
                if factor.kind in ("delta", "slope", "input") and factor.unit >= 0:
                    name = Piece(names.unit(factor.layer, factor.unit), ink, math=True)
                    symbol = [letter] if factor.layer else []
                    text = Piece(brief(factor.value), ink, strong=True)
                    wide = writing.width([name, *symbol, text], "s") + 14
                    touched[factor.layer] = max(touched[factor.layer], wide)
        return Measure(max(1.0, self.theme.text_scale), max(93.0, rows), line, tuple(touched))
