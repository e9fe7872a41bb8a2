"""Names in the chain of a weight: of its factors and paths, and of the columns in which factors stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mlpviz.engine.telling.chain_steps import LETTERS, ChainPart, ChainStep
from mlpviz.engine.telling.explanation import Mark
from mlpviz.engine.telling.naming import Names, plain_of
from mlpviz.engine.telling.paths import Chain, Factor, Path, Place

MOST_NAMED = 3
"""More names than these in one place are written as the first and the last."""


def mark_of(place: Place) -> Mark:
    """The place of a weight or bias on the graph."""
    layer, unit, source = place
    return Mark("bias", layer, unit) if source < 0 else Mark("edge", layer, unit, source)


class ChainNames:
    """Names everything in one chain. Names are LaTeX; in sentences they stand between dollar signs."""

    def __init__(self, names: Names, chain: Chain) -> None:
        self._names, self._chain = names, chain
        layer, unit, source = chain.place
        self.weight = names.bias(layer, unit) if source < 0 else names.weight(layer, source, unit)
        """The weight or bias of the chain."""
        self.weight_text = names.bias_text(layer, unit) if source < 0 else names.weight_text(layer, source, unit)
        self.short_gradient = names.short_gradient("w" if source >= 0 else "b")
        """∂L/∂w on one line."""

    @property
    def lettered(self) -> bool:
        """Whether paths have letters: a single one needs none."""
        return self._chain.count > 1

    def letter(self, row: int) -> str:
        """The letter of a path; "" if it is the only one."""
        return LETTERS[row] if self.lettered else ""

    def factor(self, factor: Factor) -> str:
        """The symbol of a factor."""
        if factor.kind == "delta":
            return self._names.delta(factor.layer, factor.unit)
        if factor.kind == "weight":
            return self._names.weight(factor.layer, factor.source, factor.unit)
        if factor.kind == "slope":
            return f"f'_{{{self._names.node(factor.layer, factor.unit)}}}"
        return "1" if factor.unit < 0 else self._names.unit(factor.layer, factor.unit)

    def mark(self, factor: Factor) -> Mark:
        """The place of a factor on the graph; the input of a bias is the bias."""
        if factor.kind == "weight":
            return Mark("edge", factor.layer, factor.unit, factor.source)
        if factor.unit < 0:
            return mark_of(self._chain.place)
        return Mark("unit", factor.layer, factor.unit)

    def column(self, column: int) -> str:
        """What stands over a column of factors: the name of the factor, or what all of them have in common."""
        factors = list(dict.fromkeys(path.factors[column] for path in self._chain.paths))
        first = factors[0]
        if len(factors) == 1:
            return self.factor(first)
        targets = {factor.unit for factor in factors}
        if first.kind == "weight":
            if self._names.weights:
                return r",\ ".join(_shortened([self.factor(factor) for factor in factors], r"\ldots"))
            sources = {factor.source for factor in factors}
            return rf"w_{{{self._nodes(first.layer - 1, sources)}\to {self._nodes(first.layer, targets)}}}"
        letter = r"\delta" if first.kind == "delta" else "f'"
        return f"{letter}_{{{self._nodes(first.layer, targets)}}}"

    def via(self, path: Path) -> list[str]:
        """The units that tell a path from others, from the loss back; no output where there is only one."""
        layers = range(self._names.layers, self._chain.place.layer, -1)
        passed = zip(layers, path.units, strict=True)
        return [self._names.unit(layer, unit) for layer, unit in passed if self._names.widths[layer] > 1]

    def path(self, row: int) -> str:
        """A path in words: "Path A via $h_{2.1}$"."""
        via = " ".join(f"${name}$," for name in _shortened(self.via(self._chain.paths[row]), r"\ldots")).rstrip(",")
        which = f"Path {self.letter(row)}" if self.lettered else "The path"
        return f"{which} via {via}" if via else which

    def part(self, part: ChainPart) -> str:
        """The title of a group of steps."""
        if part.part == "loss":
            return f"Loss ${self.column(0)}$"
        if part.part == "path":
            return self.path(part.row)
        return "Gradient" if part.part == "gradient" else f"{self._together()} ${self.weight}$"

    def short_part(self, part: ChainPart) -> str:
        """The title under the strip of steps."""
        if part.part == "path":
            return f"Path {self.letter(part.row)}" if self.lettered else "Path"
        return {"loss": "Loss", "gradient": "Gradient"}.get(part.part) or self._together().partition(" ")[0]

    def step(self, step: ChainStep) -> str:
        """The title of a step: a symbol between dollar signs, or words."""
        if step.kind == "factor":
            return f"${self.factor(self._chain.paths[step.row].factors[step.column])}$"
        if step.kind == "check":
            return "check by a difference"
        return "sum of the paths" if self.lettered else "product of the factors"

    def sum(self) -> str:
        """The paths that are added up: "A + B", "A + … + F + 42 more"; "" for a single one."""
        if not self.lettered:
            return ""
        letters = [self.letter(row) for row in range(len(self._chain.paths))]
        more = [f"{self._chain.more:,} more".replace(",", "\u2009")] if self._chain.more else []
        return " + ".join([*_shortened(letters, "…"), *more])

    def unit_text(self, layer: int, unit: int) -> str:
        """A unit in plain text."""
        return plain_of(self._names.unit(layer, unit))

    def _together(self) -> str:
        return {1: "Into", 2: "Both into"}.get(self._chain.count, "All into")

    def _nodes(self, layer: int, units: Collection[int]) -> str:
        """One unit of a layer, or all of it, as part of an index."""
        if len(units) == 1:
            return self._names.node(layer, next(iter(units)))
        if 0 < layer < self._names.layers:
            return "h" if self._names.units else f"h{layer}"
        return self._names.node(layer, 0)[0]


def names_to_come(names: Names) -> Iterator[str]:
    """The names that the chains of a network are likely to need: of slopes, of columns of weights, and of weights."""
    widths = names.widths
    for layer in range(1, names.layers):
        behind = "h" if names.units else f"h{layer + 1}"
        target = behind if layer + 1 < names.layers else names.node(layer + 1, 0)[: 1 if widths[-1] > 1 else None]
        for unit in range(widths[layer]):
            yield f"f'_{{{names.node(layer, unit)}}}"
            yield rf"w_{{{names.node(layer, unit)}\to {target}}}"
    for layer in range(1, names.layers + 1):
        for unit in range(widths[layer]):
            yield from (names.weight(layer, source, unit) for source in range(widths[layer - 1]))


def _shortened(names: list[str], gap: str) -> list[str]:
    return names if len(names) <= MOST_NAMED else [names[0], gap, names[-1]]
