"""The chain of a weight, told: its paths, steps, names and sentences, its check, and the loss along the weight."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mlpviz.engine.telling.chain_check import USUAL, ChainCheck, check_of
from mlpviz.engine.telling.chain_names import ChainNames, mark_of
from mlpviz.engine.telling.chain_steps import ChainSteps
from mlpviz.engine.telling.chain_words import ChainWords
from mlpviz.engine.telling.explanation import Mark, OperationCurve
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Kind
from mlpviz.engine.telling.paths import Chain, Place, chain_of


class ChainStory:
    """Everything that is told about the gradient of one sample by one weight or bias."""

    def __init__(self, narrator: Narrator, place: Place, sample: int) -> None:
        """Raises ValueError for a place that the network does not have."""
        self.narrator, self.place, self.sample = narrator, place, sample
        self.chain: Chain = chain_of(narrator.recorded, place, sample)
        self.steps = ChainSteps(self.chain)
        self.names = ChainNames(narrator.names, self.chain)
        self.words = ChainWords(self.chain, narrator.names, self.names, narrator.recorded.activations)
        self._checks: dict[int, ChainCheck] = {}

    @property
    def value(self) -> float:
        """The weight or bias."""
        return self.narrator.recorded.old_value(*self.place)

    @property
    def mark(self) -> Mark:
        """Its place on the graph."""
        return mark_of(self.place)

    @property
    def question(self) -> str:
        """What the chain answers."""
        return f"How does ${self.names.weight}$ reach the {'error' if self.narrator.names.loss == 'E' else 'loss'}?"

    @property
    def where(self) -> str:
        """What it is in words: "input $x_1$ into unit $h_{1.1}$"."""
        layer, unit, source = self.place
        names = self.narrator.names
        target = f"unit ${names.unit(layer, unit)}$"
        if source < 0:
            return f"bias of {target}"
        return f"{'input' if layer == 1 else 'unit'} ${names.unit(layer - 1, source)}$ into {target}"

    @cached_property
    def operation(self) -> int:
        """The index of the walk's operation that computes this gradient, or the last one of the backward pass."""
        kind: Kind = "bias_gradient" if self.place.source < 0 else "weight_gradient"
        layer, unit, source = self.place
        found = self.narrator.operations.index_of(kind, layer, unit, source, self.sample)
        return (self.sample + 1) * self.narrator.operations.per_sample - 1 if found is None else found

    @cached_property
    def curve(self) -> OperationCurve | None:
        """The loss of the sample along the weight; None for a bias that does not learn."""
        return self.narrator.curve(self.operation) if self._learns else None

    @property
    def _learns(self) -> bool:
        return self.place.source >= 0 or self.narrator.recorded.spec.train_biases

    def check(self, exponent: int = USUAL) -> ChainCheck:
        """The gradient beside the central difference of step 10^exponent."""
        if exponent not in self._checks:
            self._checks[exponent] = check_of(self.narrator.recorded, self.place, self.sample, exponent)
        return self._checks[exponent]

    def neighbour(self, step: int) -> Place:
        """The next (1) or previous (−1) weight or bias that learns, in the order of the walk; around and around."""
        places = list(places_of(self.narrator))
        at = places.index(self.place) if self.place in places else 0
        return places[(at + step) % len(places)]


def places_of(narrator: Narrator) -> Iterator[Place]:
    """Every weight, and every bias that learns, in the order in which the backward pass computes their gradients."""
    widths = narrator.names.widths
    for layer in range(narrator.names.layers, 0, -1):
        yield from (Place(layer, unit, source) for unit in range(widths[layer]) for source in range(widths[layer - 1]))
        if narrator.recorded.spec.train_biases:
            yield from (Place(layer, unit, -1) for unit in range(widths[layer]))
