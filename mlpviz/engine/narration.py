"""Narration of a walk, the front door: the narrator, what it hands out, and whole walks as text or data."""

from __future__ import annotations

from mlpviz.engine.knowledge import GradientRows, GraphValues
from mlpviz.engine.naming import Names, plain_of
from mlpviz.engine.narrator import Narrator
from mlpviz.engine.telling import tell_data, tell_text, written
from mlpviz.engine.told import GradientRow, Line, LossAlong, Mark, Role, Source, Term, Told

__all__ = [
    "GradientRow",
    "GradientRows",
    "GraphValues",
    "Line",
    "LossAlong",
    "Mark",
    "Names",
    "Narrator",
    "Role",
    "Source",
    "Term",
    "Told",
    "plain_of",
    "tell_data",
    "tell_text",
    "written",
]
