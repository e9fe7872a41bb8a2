"""What the learner chose for the unit: its rule, learning step, first weights, order, and bias or threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, cast

from mlpviz.engine.checks import number, whole
from mlpviz.engine.one_unit.problem import Problem
from mlpviz.nn.linear_rules import Adaline, LogisticRegression
from mlpviz.nn.perceptron import Perceptron
from mlpviz.nn.single_unit import SingleUnit

Kind = Literal["perceptron", "adaline", "logistic"]
KINDS: dict[Kind, tuple[str, str]] = {
    "perceptron": ("Perceptron", "Rosenblatt's rule: only a sample on the wrong side changes the weights."),
    "adaline": ("Adaline", "The delta rule of Widrow and Hoff: every sample pulls its sum z towards its target ±1."),
    "logistic": ("Logistic regression", "Every sample pulls the probability of its class towards 1."),
}
"""Name and meaning of each rule."""
ORDERS = {
    "given": ("As given", "The points in the same order in every pass."),
    "shuffled": ("Shuffled", "The points in a new order in every pass, drawn with the seed."),
}
LARGEST = 1e6
LEAST_RATE = 1e-6


@dataclass(frozen=True)
class Rule:
    """The choices that hold for both problems."""

    kind: Kind = "perceptron"
    rate: float = 1.0
    """Learning step of the perceptron."""
    adaline_rate: float = 0.05
    logistic_rate: float = 0.1
    start: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """First values of b, w₁ and w₂."""
    order: Literal["given", "shuffled"] = "given"
    seed: int = 0
    """Seed of the order, if it is shuffled."""
    threshold: float | None = None
    """A fixed threshold θ in place of the bias; None: the bias learns."""

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        if self.kind not in KINDS:
            raise ValueError(f"kind is {self.kind!r:.80}; allowed is {', '.join(KINDS)}.")
        if self.order not in ORDERS:
            raise ValueError(f"order is {self.order!r:.80}; allowed is {', '.join(ORDERS)}.")
        for name in ("rate", "adaline_rate", "logistic_rate"):
            object.__setattr__(self, name, number(name, getattr(self, name), LEAST_RATE, LARGEST))
        if not isinstance(self.start, (tuple, list)) or len(self.start) != 3:
            raise ValueError(f"start is {self.start!r:.80}; give three numbers: b, w₁ and w₂.")
        start = tuple(number("start", value, -LARGEST, LARGEST) for value in self.start)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "seed", whole("seed", self.seed, 0, 2**53))
        if self.threshold is not None:
            object.__setattr__(self, "threshold", number("threshold", self.threshold, -LARGEST, LARGEST))

    @property
    def learning_step(self) -> float:
        """The learning step of the chosen rule."""
        return {"perceptron": self.rate, "adaline": self.adaline_rate, "logistic": self.logistic_rate}[self.kind]

    def with_learning_step(self, step: float) -> Rule:
        """The same with another learning step of the chosen rule."""
        field = {"perceptron": "rate", "adaline": "adaline_rate", "logistic": "logistic_rate"}[self.kind]
        return replace(self, **{field: step})  # type: ignore[arg-type]

    def unit(self, problem: Problem) -> SingleUnit:
        """A unit that has seen nothing of a problem; ValueError if it has no points."""
        has_bias = self.threshold is None
        given: dict[str, Any] = {
            "rate": self.learning_step, "bias": has_bias, "threshold": 0 if self.threshold is None else self.threshold,
            "start": self.start if has_bias else self.start[1:], "order": self.order, "seed": self.seed,
        }  # fmt: skip
        if self.kind == "perceptron":
            return Perceptron(problem.points, problem.targets, **given)
        made = Adaline if self.kind == "adaline" else LogisticRegression
        return made(problem.places.tolist(), problem.targets, **given)

    def form(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {**asdict(self), "start": list(self.start)}


def rule_from(form: Any) -> Rule:
    """A rule from its form. Raises ValueError that names what is wrong."""
    known = {field.name for field in fields(Rule)}
    if not isinstance(form, Mapping) or set(form) != known:
        raise ValueError(f"rule is {form!r:.80}; give {', '.join(sorted(known))}.")
    return Rule(**cast(dict[str, Any], {**form, "start": tuple(form["start"])}))
