"""What there is to tell of one edge: its numbers, its state and its past."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EdgeFacts:
    """An edge at one moment."""

    index: int
    """Entry of theta."""
    name: str
    weight: float
    gradient: float
    change: float
    bundled: int = 1
    """How many edges the folded tile bundles; the facts are those of the strongest."""
    epochs: Floats = field(default_factory=lambda: np.zeros(0))
    weights: Floats = field(default_factory=lambda: np.zeros(0))
    gradients: Floats = field(default_factory=lambda: np.zeros(0))
    source: str = ""
    """The name of an input or feature at its start, as LaTeX; "" where the name is plain text."""
    frozen: bool = False
    cut: bool = False
    layer_frozen: bool = False
    penalized: bool = False
    """The gradient is that of loss and penalty."""

    @property
    def state(self) -> str:
        """Why the weight does not learn, in a word or two; "" if it does."""
        return "cut" if self.cut else "frozen" if self.frozen else "layer frozen" if self.layer_frozen else ""


def past(history: History | None, snapshot: Snapshot, index: int) -> tuple[Floats, Floats, Floats]:
    """Epochs, weights and gradients of one entry of theta up to a snapshot, while the architecture was the same."""
    shape = snapshot.experiment.network.shape
    frames = [] if history is None else [
        frame for frame in history.at_hand()
        if frame.moment < snapshot.moment and frame.experiment.network.shape == shape
    ]
    frames.append(snapshot)
    return (
        np.array([float(frame.epoch) for frame in frames]),
        np.array([float(frame.theta[index]) for frame in frames]),
        np.array([float(frame.grad[index]) for frame in frames]),
    )
