"""The public names of this package: the narrator, its records, and whole walks as text or data."""

from __future__ import annotations

from mlpviz.engine.telling.explanation import (
    Addend,
    Along,
    Explanation,
    GradientRow,
    Line,
    Mark,
    OperationCurve,
    Role,
    Source,
    Term,
)
from mlpviz.engine.telling.known_values import GradientRows, GraphValues
from mlpviz.engine.telling.naming import Names, plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.whole_walk import tell_data, tell_text

__all__ = [
    "GradientRow",
    "GradientRows",
    "GraphValues",
    "Line",
    "Mark",
    "OperationCurve",
    "Addend",
    "Along",
    "Names",
    "Narrator",
    "Role",
    "Source",
    "Term",
    "Explanation",
    "plain_of",
    "tell_data",
    "tell_text",
]
