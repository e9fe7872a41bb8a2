"""Names of units, weights and sums, as LaTeX and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mlpviz.engine import letters
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.number import MINUS
from mlpviz.engine.telling.latex_groups import group
from mlpviz.nn.arrays import Array

_WORDS = {
    r"\tfrac{1}{2}": "½", r"\frac{1}{2}": "½", r"^{\mathrm{new}}": " new", r"^{\mathrm{old}}": " old",
    **{f"\\{name}": letter for name, letter in letters.GREEK.items()},
    r"\partial": "∂", r"\sum_k": "Σₖ ", r"\sum": "Σ ", r"\le": "≤ ",
    r"\min": "min", r"\tanh": "tanh ", r"\sin": "sin ", r"\cos": "cos ", r"\arctan": "atan ",
    r"\cdot": "·", r"\max": "max", r"\ln": "ln ", r"\to": "→", r"\,": "", r"\ ": " ", r"\|": "‖",
}
"""A command comes before any shorter one that it starts with."""
_WORD = re.compile("|".join(re.escape(word) + ("(?![a-zA-Z]) ?" if word[-1].isalpha() else "") for word in _WORDS))


_BUILT = re.compile(r"\\(frac|sqrt)\{")
@lru_cache(4096)
def plain_of(latex: str) -> str:
    """A short LaTeX formula as plain text: "w₅" for "w_5", "h1.6" for "h_{1.6}", ∂E/∂w₅ for the fraction."""
    text = _WORD.sub(lambda found: _WORDS[found[0].rstrip() if found[0].rstrip() in _WORDS else found[0]], latex)
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    """The same with every fraction as a quotient and every root with its sign."""
    written, end = "", 0
    for start, stop, word in _built(text):
        before = _flat(text[end:start])
        joined = written + before
        negative = word.startswith(MINUS) and joined.rstrip()[-1:] in tuple("·+/" + MINUS)
        written = joined + "·" * _is_factor(joined[-1:]) + (f"({word})" if negative else word)
        end = stop
    after = _flat(text[end:])
    times = "·" * (end > 0 and (after[:1].isalnum() or after[:1] == "("))
    return written + times + after


def _built(text: str) -> Iterator[tuple[int, int, str]]:
    """Every fraction and root that stands in no other one: where it begins and ends, and what is written for it."""
    end = 0
    while found := _BUILT.search(text, end):
        inside, end = group(text, found.end())
        first = _on_one_line(inside).strip()
        if found[1] == "sqrt":
            yield found.start(), end, f"√({first})" if _has(first, " /+−·") else f"√{first}"
            continue
        below, end = group(text, end + 1)
        last = _on_one_line(below).strip()
        top = f"({first})" if _has(first[1:], " /+−") else first
        yield found.start(), end, f"{top}/({last})" if _has(last, " /+−·") else f"{top}/{last}"


def _has(text: str, signs: str) -> bool:
    """Whether one of the signs stands outside of parentheses."""
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if not depth and letter in signs:
            return True
    return False


def _is_factor(letter: str) -> bool:
    """Whether what ends so is multiplied by what comes next."""
    return letter.isalnum() or letter in (")", "\u0302")


def _flat(text: str) -> str:
    """What has no fraction and no root, without commands and braces."""
    text = re.sub(r"\\mathrm\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"_\{(\d+)\}|_(\d)", lambda found: letters.subscript(found[1] or found[2]), text)
    text = re.sub(r"([a-z])_\{(\d[\d.]*)\}", r"\1\2", text)
    text = re.sub(r"_\{([^{}]*)\}", r"_\1", text)
    text = re.sub(r"(?<=\d) ·(?=10\^)", "·", text)
    text = re.sub(r"\^(?:\{(-?\d+)\}|(\d))", lambda found: letters.superscript(found[1] or found[2]), text)
    text = re.sub(r"\^\{([^{}]*)\}", r"^(\1)", text)
    text = re.sub(r"\\hat ([a-z])", "\\1\u0302", text)
    text = re.sub(r"\\(?:left|right)(?![a-zA-Z])|\\(?=[a-zA-Z ])", "", text)  # other commands become their names
    text = re.sub(r"(ln|tanh|sin|cos|atan) (?=[(²])", r"\1", text)
    return text.replace("{", "").replace("}", "").replace("-", "−")


@dataclass(frozen=True)
class Names:
    """The names of one network. Layers count from 1; layer 0 is the inputs. Names are LaTeX, or plain text in `…_text`.

    A published example has its own names. Otherwise inputs are x_1 …, unit j of hidden layer l is h_{l.j}, outputs are
    p_1 … where the loss turns their sums into probabilities and o_1 … where it does not, the index of a weight names
    both its units, and the loss is L.
    """

    widths: tuple[int, ...]
    linked: bool = False
    """The loss turns the sums of the last layer into probabilities p."""
    loss: str = "L"
    units: tuple[tuple[str, ...], ...] = ()
    weights: tuple[str, ...] = ()
    """Layer by layer, unit by unit, source by source."""
    biases: tuple[str, ...] = ()
    """Layer by layer, unit by unit."""
    inputs: tuple[str, ...] = ()
    """The inputs of the first layer: "x_1", "x_1^2" …; () for x_1, x_2 …"""

    def unit(self, layer: int, unit: int) -> str:
        """A unit, and its output: "x_1", "h_{1.6}", "o_2", or "p_2" if the loss turns its sum into a probability."""
        if layer == self.layers and self.linked:
            return _indexed("p", unit + 1)
        if self.units:
            return self.units[layer][unit]
        if layer == 0:
            return self.inputs[unit] if self.inputs else _indexed("x", unit + 1)
        if layer == self.layers:
            return _indexed("o", unit + 1)
        return f"h_{{{layer}.{unit + 1}}}"

    @property
    def layers(self) -> int:
        """Number of Dense layers."""
        return len(self.widths) - 1

    def node(self, layer: int, unit: int) -> str:
        """The name of a unit as part of an index: "x1", "h1.6", "o2"."""
        return re.sub(r"[_{}]", "", self.unit(layer, unit))

    def sum(self, layer: int, unit: int) -> str:
        """The weighted sum of a unit: "z_{h1.6}"."""
        return f"z_{{{self.node(layer, unit)}}}"

    def delta(self, layer: int, unit: int) -> str:
        """The error signal ∂L/∂z of a unit: δ with the unit as index."""
        return rf"\delta_{{{self.node(layer, unit)}}}"

    def target(self, unit: int) -> str:
        """The target of an output: "t_1"."""
        return _indexed("t", unit + 1)

    def part(self, unit: int) -> str:
        """The part of one output in the loss of a sample: "E_1"."""
        return _indexed(self.loss, unit + 1)

    def weight(self, layer: int, source: int, unit: int) -> str:
        """The weight of an edge into a unit of `layer`: "w_5", otherwise w with both units as index."""
        if self.weights:
            before = sum(n_in * n_out for n_in, n_out in zip(self.widths, self.widths[1:layer], strict=False))
            return self.weights[before + unit * self.widths[layer - 1] + source]
        return rf"w_{{{self.node(layer - 1, source)}\to {self.node(layer, unit)}}}"

    def bias(self, layer: int, unit: int) -> str:
        """The bias of a unit: "b_1", otherwise "b_{h1.6}"."""
        if self.biases:
            return self.biases[sum(self.widths[1:layer]) + unit]
        return f"b_{{{self.node(layer, unit)}}}"

    def slope(self, of: str, by: str) -> str:
        """The fraction ∂of/∂by."""
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    def gradient(self, of: str) -> str:
        """∂loss/∂of as a fraction."""
        return self.slope(self.loss, of)

    def short_gradient(self, of: str) -> str:
        """∂loss/∂of on one line."""
        return rf"\partial {self.loss}/\partial {of}"

    def short_slope(self, layer: int, unit: int) -> str:
        """∂(output)/∂(sum) of a unit on one line."""
        return rf"\partial {self.unit(layer, unit)}/\partial {self.sum(layer, unit)}"

    # plain text

    def unit_text(self, layer: int, unit: int) -> str:
        """A unit, and its output, in plain text: "x₁", "h1.6", "o₂"."""
        return plain_of(self.unit(layer, unit))

    def edge_text(self, layer: int, source: int, unit: int) -> str:
        """An edge in plain text: "x₁ → h1.6"."""
        return f"{self.unit_text(layer - 1, source)} → {self.unit_text(layer, unit)}"

    def weight_text(self, layer: int, source: int, unit: int) -> str:
        """A weight in plain text: "w₅" in an example, otherwise its edge, "x₁ → h1.6"."""
        return plain_of(self.weight(layer, source, unit)) if self.weights else self.edge_text(layer, source, unit)

    def bias_text(self, layer: int, unit: int) -> str:
        """A bias in plain text: "b₁" in an example, otherwise "bias of h1.6"."""
        if self.biases:
            return plain_of(self.biases[sum(self.widths[1:layer]) + unit])
        return f"bias of {self.unit_text(layer, unit)}"


def network_name(spec: NetworkSpec) -> str:
    """Write a network as "2–6–4–1"."""
    return "–".join(str(width) for width in spec.widths)


def names_of(experiment: Experiment, theta: Array | None = None) -> Names:
    """The names for an experiment: those of its published example while the network still has the example's shape.

    An example may use one name for several equal biases. If they are trained or differ in `theta`, all biases get the
    usual names.
    """
    spec = experiment.network
    linked = spec.loss.link(spec.outputs) is not None
    example = EXAMPLES.get(experiment.example)
    if example is None or example.experiment.network.shape != spec.shape:
        return Names(spec.widths, linked, inputs=spec.source_latex if spec.features else ())
    biases = example.biases if _still_fit(example.biases, spec, theta) else ()
    return Names(spec.widths, linked, example.loss, example.units, example.weights, biases)


def _still_fit(names: tuple[str, ...], spec: NetworkSpec, theta: Array | None) -> bool:
    """Whether biases with the same name still have the same value."""
    if len(set(names)) == len(names):
        return True
    if spec.train_biases or theta is None:
        return not spec.train_biases
    values = [value for _, layer in spec.weights(theta) for value in layer.tolist()]
    return len(set(zip(names, values, strict=True))) == len(set(names))


def _indexed(letter: str, number: int) -> str:
    return f"{letter}_{number}" if number < 10 else f"{letter}_{{{number}}}"
