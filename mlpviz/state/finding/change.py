"""What becomes of an experiment when something found is done: another part of it, as an edit of it would ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlpviz.data.points import Recipe
from mlpviz.engine.experiment import NetworkSpec, Plan


@dataclass(frozen=True)
class NewSplit:
    """Another share of the points that is kept for testing, 0 to 1."""

    share: float


Part = Plan | NetworkSpec | Recipe | NewSplit
"""What can be put in place of what the experiment has."""
Ask = Callable[[str, Part], object]
"""Asks for a change: what Undo says, and the new part."""
