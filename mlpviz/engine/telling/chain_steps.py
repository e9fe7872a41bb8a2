"""The steps through the chain of a weight: a factor each, path by path, then the sum and its check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mlpviz.engine.telling.paths import Chain, Factor, Path

LETTERS = "ABCDEF"

Part = Literal["loss", "path", "shared", "gradient"]


@dataclass(frozen=True)
class ChainStep:
    """One step: a factor, the sum of the paths, or the check."""

    kind: Literal["factor", "sum", "check"]
    part: Part
    row: int
    """The path that the factor belongs to; the first of them if several share it; −1 for sum and check."""
    column: int
    """The place of the factor in its path, from 0; −1 for sum and check."""


@dataclass(frozen=True)
class ChainPart:
    """Steps that belong together: those at start … start + count − 1."""

    part: Part
    row: int
    """The path; −1 where the steps belong to all of them."""
    start: int
    count: int

    def __contains__(self, index: int) -> bool:
        return self.start <= index < self.start + self.count


@dataclass(frozen=True)
class ChainSteps:
    """Every step through a chain, in order.

    First δ of every output that a path begins at; then, path by path, its own factors; then the factors that all paths
    share, the slope of the weight's unit and its input; at last the sum and its check.
    """

    chain: Chain

    @property
    def columns(self) -> int:
        """Number of factors of a path."""
        return len(self.chain.paths[0].factors)

    @property
    def shared_from(self) -> int:
        """The first factor, after δ, that all paths share."""
        return max(1, self.columns - 2)

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, index: int) -> ChainStep:
        return self._steps[index]

    @cached_property
    def _steps(self) -> tuple[ChainStep, ...]:
        return tuple(self._made())

    @cached_property
    def parts(self) -> tuple[ChainPart, ...]:
        """The steps in groups."""
        found: list[ChainPart] = []
        for at, step in enumerate(self._steps):
            row = step.row if step.part == "path" else -1
            if found and (found[-1].part, found[-1].row) == (step.part, row):
                last = found.pop()
                found.append(ChainPart(last.part, row, last.start, last.count + 1))
            else:
                found.append(ChainPart(step.part, row, at, 1))
        return tuple(found)

    def part_of(self, index: int) -> ChainPart:
        """The group of a step."""
        return next(part for part in self.parts if index in part)

    def known(self, index: int, row: int, column: int) -> bool:
        """Whether a factor of a path has been reached at step `index`."""
        return self._reached[self.chain.paths[row].factors[column]] <= index

    def finished(self, index: int, row: int) -> bool:
        """Whether all factors of a path have been reached at step `index`, so that its product is known."""
        return all(self.known(index, row, column) for column in range(self.columns))

    @cached_property
    def _reached(self) -> dict[Factor, int]:
        """The first step at each factor."""
        found: dict[Factor, int] = {}
        for at, step in enumerate(self._steps):
            if step.kind == "factor":
                found.setdefault(self.chain.paths[step.row].factors[step.column], at)
        return found

    def _made(self) -> Iterator[ChainStep]:
        seen: set[Factor] = set()
        for row, path in enumerate(self.chain.paths):
            if path.factors[0] not in seen:
                seen.add(path.factors[0])
                yield ChainStep("factor", "loss", row, 0)
        for row in range(len(self.chain.paths)):
            for column in range(1, self.shared_from):
                yield ChainStep("factor", "path", row, column)
        for column in range(self.shared_from, self.columns):
            yield ChainStep("factor", "shared", 0, column)
        yield ChainStep("sum", "gradient", -1, -1)
        yield ChainStep("check", "gradient", -1, -1)


def runs(paths: tuple[Path, ...], column: int) -> list[tuple[int, int]]:
    """Neighbouring paths that share a factor, as (first row, number of rows): they share one box of the table."""
    found: list[tuple[int, int]] = []
    for row, path in enumerate(paths):
        if found and paths[row - 1].factors[column] == path.factors[column]:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((row, 1))
    return found
