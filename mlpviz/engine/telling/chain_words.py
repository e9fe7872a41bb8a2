"""What is said in words about the chain of a weight."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mlpviz.engine.number import count, percent, power_of_ten, stepped
from mlpviz.engine.telling.chain_check import ChainCheck
from mlpviz.engine.telling.chain_names import ChainNames
from mlpviz.engine.telling.chain_steps import ChainStep
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.paths import Chain, Factor, Path
from mlpviz.nn.activations import Activation

FEW = 4


def signed(value: float, digits: int = FEW) -> str:
    """A number with its sign: "+0.2016", "−0.1305", "0"."""
    return ("+" if value > 0 else "") + stepped(value, digits)


def aligned(values: Sequence[float], digits: int = FEW) -> list[str]:
    """Numbers with their signs, and all with as many decimals, so that their digits stand under each other."""
    texts = [signed(value, digits) for value in values]
    level = [text for text in texts if "." in text and "·" not in text]
    places = max((digits, *(len(text.partition(".")[2]) for text in level)))
    return [text + "0" * (places - len(text.partition(".")[2])) if text in level else text for text in texts]


class ChainWords:
    """The sentences of one chain; names stand between dollar signs."""

    def __init__(self, chain: Chain, names: Names, named: ChainNames, functions: Sequence[Activation]) -> None:
        """`functions` are the activations of the layers, layer 1 first."""
        self._chain, self._names, self._named, self._functions = chain, names, named, functions
        self._loss = "error" if names.loss == "E" else "loss"

    def about(self) -> str:
        """How many paths there are, and why."""
        chain, widths = self._chain, self._names.widths
        behind = {layer: widths[layer] for layer in range(chain.place.layer + 1, len(widths)) if widths[layer] > 1}
        if chain.count == 1:
            return "There is one way from here to the loss, so its product is the gradient."
        if len(behind) == 1:
            unit = "output" if len(widths) - 1 in behind else f"unit of layer {next(iter(behind))}"
            return f"Every {unit} opens one more path. The gradient is their sum."
        product = " · ".join(map(str, behind.values()))
        return f"Every unit of each later layer opens more paths: {product} = {count(chain.count)}. " \
               "The gradient is their sum."

    def said(self, step: ChainStep) -> str:
        """The sentence of a step."""
        if step.kind == "factor":
            return self._of_factor(self._chain.paths[step.row].factors[step.column])
        if step.kind == "sum":
            what = "Added up, the paths give" if self._named.lettered else "Multiplied, the factors give"
            return f"{what} the gradient that backprop computes for this sample."
        return self._wish()

    def pull(self) -> tuple[str, str]:
        """How the paths pull: a short sentence and its explanation."""
        chain = self._chain
        if not math.isfinite(chain.size):
            return "A factor is no finite number.", "So no share can be told."
        if chain.size == 0.0:
            which = "Every path is cut." if chain.count > 1 else "The path is cut."
            return which, "A factor of 0 makes a whole product 0, so this sample does not ask for a change here."
        if chain.count == 1:
            return "There is only one path.", "All of the gradient comes along it."
        up, down = ([row for row, path in enumerate(chain.paths) if sign * path.product > 0] for sign in (1, -1))
        if chain.more:
            carried = percent(1.0 - chain.rest_share, 0)
            rest = f"The other {count(chain.more)} add {signed(chain.rest)} together."
            return f"The {len(chain.paths)} strongest paths carry {carried} of all pull.", rest
        return self._against(up, down) if up and down else self._together(up or down)

    def cut(self, path: Path) -> str:
        """Where a path is cut: "cut here: f′ = 0"; "" if it is not."""
        factor = path.cut
        if factor is None:
            return ""
        letter = {"delta": "δ", "weight": "w", "slope": "f′"}.get(factor.kind) or self._text(factor)
        return f"cut here: {letter} = 0"

    def _against(self, up: list[int], down: list[int]) -> tuple[str, str]:
        sums = [math.fsum(self._chain.paths[row].product for row in rows) for rows in (up, down)]
        (winning, won), (losing, lost) = sorted(zip((up, down), sums, strict=True), key=lambda one: -abs(one[1]))
        weaker, stronger = self._paths(losing), self._paths(winning)
        short = f"P{weaker} {_pulls(losing)} against p{stronger}."
        alone = f"Through {self._letters(winning)} alone the slope would be {signed(won)}."
        if abs(won) == abs(lost):
            return short, f"{alone} Both sides are equally strong, so the gradient is 0."
        takes = "takes" if len(losing) == 1 else "take"
        return short, f"{alone} {self._letters(losing)} {takes} {stepped(abs(lost), FEW)} of it away."

    def _together(self, rows: list[int]) -> tuple[str, str]:
        paths = self._chain.paths
        strongest = max(range(len(paths)), key=lambda row: paths[row].share)
        most = f"{self._named.letter(strongest)} has the largest share, {percent(paths[strongest].share, 0)}."
        if len(rows) < len(paths):
            still = len(paths) - len(rows)
            return f"{still} of {len(paths)} paths {'is' if still == 1 else 'are'} cut.", most
        return ("Both paths" if len(paths) == 2 else "All paths") + " pull the same way.", most

    def _paths(self, rows: list[int]) -> str:
        """Some paths, without the first letter, which begins a sentence or does not."""
        return f"ath{'s' * (len(rows) > 1)} {self._letters(rows)}"

    def _letters(self, rows: list[int]) -> str:
        letters = [self._named.letter(row) for row in rows]
        return " and ".join(filter(None, (", ".join(letters[:-1]), letters[-1])))

    def _of_factor(self, factor: Factor) -> str:
        unit = self._unit(factor.layer, factor.unit) if factor.unit >= 0 else ""
        value = stepped(factor.value, FEW)
        if factor.kind == "delta":
            return f"The error signal of {unit}: how fast the {self._loss} changes with its weighted sum."
        if factor.kind == "weight":
            said = f"The weighted sum of {unit} holds {self._unit(factor.layer - 1, factor.source)} times {value}"
            return f"{said}. The weight is negative: it turns the sign." if factor.value < 0 else f"{said}."
        if factor.kind == "slope":
            label = self._functions[factor.layer - 1].label
            if factor.value == 0.0:
                return f"Where {unit} stands, {label} is flat: nothing passes, and every path through it is cut."
            return f"Where {unit} stands, {label} has the slope {value}: a small change is multiplied by it."
        layer, target, source = self._chain.place
        if source < 0:
            return "A bias is added to the weighted sum as it is, so its factor is 1."
        into = self._unit(layer, target)
        return f"The weight multiplies {unit} = {value}: so much does the sum of {into} change with the weight."

    def _wish(self) -> str:
        gradient, what = self._chain.gradient, "bias" if self._chain.place.source < 0 else "weight"
        if not math.isfinite(gradient):
            return "The gradient is no finite number."
        if gradient == 0.0:
            return f"A small change of ${self._named.weight}$ does not change the {self._loss} of this sample."
        raises, wanted = ("raises", "smaller") if gradient > 0 else ("lowers", "larger")
        return f"A larger {what} ${self._named.weight}$ {raises} the {self._loss} of this sample, " \
               f"so the sample asks for a {wanted} one."

    def _unit(self, layer: int, unit: int) -> str:
        return f"${self._names.unit(layer, unit)}$"

    def _text(self, factor: Factor) -> str:
        return self._named.unit_text(factor.layer, factor.unit)


def _pulls(rows: list[int]) -> str:
    return "pulls" if len(rows) == 1 else "pull"


def verdict(check: ChainCheck, digits: int) -> tuple[str, str, str]:
    """A chain's check in words: on the badge, under the numbers, and what explains it."""
    gap = "they are equal" if check.gap == 0.0 else f"they differ by {_about(check.gap)}"
    if check.verdict in ("kink", "not finite"):
        why = "A corner lies between" if check.verdict == "kink" else "The loss is no finite number there"
        return "not taken", "", f"{why}, so no difference is taken."
    if check.verdict == "too small":
        return "too small", "Too small to tell", "Rounding of the losses is as large as their difference."
    if check.verdict == "differ":
        return "differ", "They do not agree", gap
    if check.gradient == check.difference.value == 0.0:
        return "agree", "Both are 0", gap
    shown = same_shown(check, digits)
    told = f"Same {shown} digits" if shown > 1 else "Same first digit" if shown else "Not one digit is the same"
    if check.verdict == "agree":
        return "agree", told, gap
    why = "ε is so small that rounding shows." if check.verdict == "rounded" else "ε is so large that the curve bends."
    return f"{check.same} digits", told, f"{why} {gap[0].upper()}{gap[1:]}."


def same_shown(check: ChainCheck, digits: int) -> int:
    """How many digits are the same of those that are shown: all of them, or the leading ones."""
    one, other = aligned([check.gradient, check.difference.value], digits)
    if one != other:
        return check.same
    written = one.partition("·")[0].strip("+−").replace("\u2009", "").lstrip("0.")
    return len(written.replace(".", "")) or 1


def _about(size: float) -> str:
    """A size with one digit, as a power of ten where it is small: "1 · 10⁻¹²"."""
    exponent = math.floor(math.log10(size))
    digit = round(size / 10.0**exponent) if exponent > -300 else 1
    digit, exponent = (1, exponent + 1) if digit == 10 else (digit, exponent)
    return f"{digit} · {power_of_ten(exponent)}"
