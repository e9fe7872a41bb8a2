"""The published examples that are short enough to tell every operation of them in a test."""

from __future__ import annotations

from mlpviz.engine.examples import EXAMPLES

SHORT = [name for name, one in EXAMPLES.items() if len(one.experiment.points) < 10]
