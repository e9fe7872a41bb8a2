"""A unit that learns one problem: how far it has come, the sample seen last, and its lines."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from mlpviz.engine.one_unit.problem import Problem
from mlpviz.engine.one_unit.rule import KINDS, Kind, Rule
from mlpviz.nn.linear_rules import LinearRule
from mlpviz.nn.perceptron import Best, Perceptron
from mlpviz.nn.perceptron_records import Boundary, Seen, Verdict
from mlpviz.nn.single_unit import SingleUnit

LONG_RUN, LEAST_PASSES, MOST_PASSES = 20_000, 20, 1000
"""For the lines of rules that never stop: about so many samples, in at least and at most so many passes."""


class Trial:
    """One problem, one rule. Without points there is no unit, and nothing can be seen."""

    def __init__(self, problem: Problem, rule: Rule) -> None:
        """Begin with the first weights; nothing has been seen."""
        self.problem, self.rule = problem, rule
        self.unit: SingleUnit | None = rule.unit(problem) if len(problem) else None
        self.last: Seen | None = None
        """The sample seen last; None before the first."""

    @property
    def seen(self) -> int:
        """How many samples it has seen."""
        return self.unit.seen if self.unit is not None else 0

    @property
    def per_pass(self) -> int:
        """How many samples a pass has."""
        return len(self.problem)

    @property
    def left(self) -> int:
        """How many samples are left of this pass, or all of the next one."""
        return self.per_pass - self.unit.place if self.unit is not None else 0

    @property
    def perceptron(self) -> Perceptron | None:
        """The unit, if Rosenblatt's rule is the one that it learns by."""
        return self.unit if isinstance(self.unit, Perceptron) else None

    @property
    def verdict(self) -> Verdict:
        """What the passes so far show; a rule other than the perceptron's is always moving."""
        return self.unit.verdict if self.unit is not None else Verdict("moving", 0)

    @property
    def rests(self) -> bool:
        """Whether more samples would change nothing."""
        return self.unit is None or self.verdict.kind == "converged"

    @property
    def runs_away(self) -> bool:
        """Whether the weights are no numbers any more: the learning step is too large."""
        return isinstance(self.unit, LinearRule) and not self.unit.finite

    def forward(self, samples: int) -> int:
        """See up to so many more samples, none once it rests or runs away; returns how many."""
        unit = self.unit
        if unit is None or samples <= 0:
            return 0
        done = 0
        while done < samples and not self.rests and not self.runs_away:
            stretch = min(samples - done, self.left)
            unit.run(stretch - 1)
            self.last = unit.step()
            done += stretch
        return done

    def back(self, samples: int = 1) -> None:
        """Take the last samples back, exactly."""
        unit = self.unit
        if unit is None or not samples:
            return
        for _ in range(min(samples, unit.seen)):
            unit.back()
        self.last = None
        if unit.seen:
            unit.back()
            self.last = unit.step()

    # lines

    @property
    def boundary(self) -> Boundary | None:
        """The line now; None without points."""
        return self.unit.boundary if self.unit is not None else None

    def earlier_boundaries(self, most: int = 12) -> list[Boundary]:
        """Where the line was before, the oldest first: before each mistake, or at the end of each pass."""
        if self.unit is None:
            return []
        lines = [self.unit.boundary_of(weights) for weights in self.unit.earlier(most)]
        return [line for line in lines if line.exists]

    @property
    def best(self) -> Best | None:
        """The best weights so far of a perceptron that no line can satisfy, once it has seen something."""
        perceptron = self.perceptron
        return perceptron.best if perceptron is not None and perceptron.seen and not perceptron.separable else None

    @cached_property
    def judge(self) -> Perceptron | None:
        """A perceptron on the same points that has seen nothing, for what holds whatever the rule: margin and proof."""
        if self.unit is None:
            return None
        return self.perceptron or replace(self.rule, kind="perceptron").unit(self.problem)  # type: ignore[return-value]

    @cached_property
    def least_squares(self) -> float:
        """The least value that ½ (t − z)², averaged over the points, can have with any weights."""
        if self.unit is None:
            return 0.0
        inputs = np.array([[float(value) for value in row] for row in self.unit.inputs])
        wanted = np.array(self.problem.targets, dtype=np.float64) + float(self.unit.threshold)
        weights = np.linalg.lstsq(inputs, wanted, rcond=None)[0]
        return float(0.5 * np.mean((wanted - inputs @ weights) ** 2))

    @cached_property
    def long_run_passes(self) -> int:
        """After how many passes `long_runs` looks."""
        return min(MOST_PASSES, max(LEAST_PASSES, LONG_RUN // max(1, len(self.problem))))

    @cached_property
    def long_runs(self) -> dict[Kind, LinearRule]:
        """Adaline and logistic regression after many passes over these points."""
        found: dict[Kind, LinearRule] = {}
        if self.unit is not None:
            for kind in KINDS:
                unit = replace(self.rule, kind=kind).unit(self.problem)
                if isinstance(unit, LinearRule):
                    unit.run(self.long_run_passes * self.per_pass)
                    found[kind] = unit
        return found
