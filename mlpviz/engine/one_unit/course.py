"""Two trials under one rule that move together: sample by sample, pass by pass, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mlpviz.engine.one_unit.problem import Problem, from_form, named
from mlpviz.engine.one_unit.rule import Rule, rule_from
from mlpviz.engine.one_unit.trial import Trial

MOST_SAMPLES = 10**9
COLUMNS = (
    "problem", "sample", "pass", "point", "x1", "x2", "target", "z", "output", "mistake", "b", "w1", "w2",
)  # fmt: skip


@dataclass(frozen=True)
class Setup:
    """What the learner chose: two problems and the rule for both."""

    problems: tuple[Problem, Problem]
    rule: Rule = field(default_factory=Rule)

    def with_problem(self, side: int, problem: Problem) -> Setup:
        """The same with another problem on one side, 0 or 1."""
        one, other = self.problems
        return replace(self, problems=(problem, other) if side == 0 else (one, problem))


def usual_setup() -> Setup:
    """What the laboratory opens with: AND, which a line can separate, and XOR, which none can."""
    return Setup((named("AND"), named("XOR")))


class Course:
    """Both problems see their samples at the same time; one that has converged rests while the other goes on."""

    def __init__(self, setup: Setup, moves: Sequence[tuple[int, int]] = ()) -> None:
        """Begin with the first weights and make these moves: how many samples each problem sees in each."""
        self.setup = setup
        self.trials = tuple(Trial(problem, setup.rule) for problem in setup.problems)
        self._moves: list[list[int]] = []
        for one, other in moves:
            self._move((one, other))

    @property
    def moves(self) -> list[tuple[int, int]]:
        """How many samples each problem has seen, move by move; what moved alike is one move."""
        return [(one, other) for one, other in self._moves]

    @property
    def seen(self) -> int:
        """How many samples have been seen, of both problems together."""
        return sum(trial.seen for trial in self.trials)

    @property
    def settled(self) -> bool:
        """Whether each has converged, or goes round in a cycle that has been noticed, or can see nothing."""
        return all(trial.rests or trial.runs_away or trial.verdict.kind == "cycling" for trial in self.trials)

    @property
    def can_move(self) -> bool:
        """Whether another sample would be seen by any of them."""
        return not all(trial.rests or trial.runs_away for trial in self.trials)

    def forward(self, samples: int) -> None:
        """Let both see so many samples."""
        self._move((samples, samples))

    def one_pass(self) -> None:
        """Let each see the samples that are left of its pass, or all of its next one."""
        one, other = self.trials
        self._move((one.left, other.left))

    def back(self) -> None:
        """Take the last sample back; both, if both saw it at the same time."""
        if not self._moves:
            return
        last = self._moves[-1]
        most = max(last)
        for side, trial in enumerate(self.trials):
            if last[side] == most:
                trial.back()
                last[side] -= 1
        if not any(last):
            self._moves.pop()

    def _move(self, samples: tuple[int, int]) -> None:
        made = [trial.forward(count) for trial, count in zip(self.trials, samples, strict=True)]
        last = self._moves[-1] if self._moves else None
        if not any(made):
            return
        if last is not None and _alike(last) and _alike(made) == _alike(last):
            self._moves[-1] = [before + now for before, now in zip(last, made, strict=True)]
        else:
            self._moves.append(made)

    # what stays

    def form(self) -> dict[str, Any]:
        """Plain data for JSON: the same arithmetic gives the same numbers again."""
        return {
            "problems": [problem.form() for problem in self.setup.problems],
            "rule": self.setup.rule.form(),
            "moves": [list(move) for move in self._moves],
        }

    def table(self) -> Iterator[tuple[object, ...]]:
        """Every sample that was seen, one row each, see COLUMNS; the weights are those after it."""
        for trial in self.trials:
            again = Trial(trial.problem, trial.rule)
            for _ in range(trial.seen):
                assert again.unit is not None
                seen = again.unit.step()
                bias = () if again.unit.bias else ("",)
                yield (
                    trial.problem.name, seen.number, seen.pass_number, seen.index + 1,
                    *(float(value) for value in seen.inputs[-2:]), seen.target, float(seen.total), seen.output,
                    int(seen.mistake), *bias, *(float(value) for value in seen.after),
                )  # fmt: skip


def course_from(form: Any) -> Course:
    """A course from its form. Raises ValueError that names what is wrong."""
    for name in ("problems", "rule", "moves"):
        if not isinstance(form, Mapping) or name not in form:
            raise ValueError(f"{name} is missing.")
    problems, moves = form["problems"], form["moves"]
    if not isinstance(problems, list) or len(problems) != 2:
        raise ValueError(f"problems is {problems!r:.80}; give two.")
    whole = isinstance(moves, list) and all(
        isinstance(move, (list, tuple))
        and len(move) == 2
        and all(type(count) is int and 0 <= count <= MOST_SAMPLES for count in move)
        for move in moves
    )
    if not whole:
        raise ValueError(f"moves is {moves!r:.80}; give pairs of whole numbers from 0.")
    setup = Setup((from_form(problems[0]), from_form(problems[1])), rule_from(form["rule"]))
    return Course(setup, [(move[0], move[1]) for move in moves])


def _alike(move: Sequence[int]) -> str:
    """Which of the problems saw the samples of a move, if all of them were seen at the same time; else ""."""
    one, other = move
    return "both" if one == other else "one" if not other else "other" if not one else ""
