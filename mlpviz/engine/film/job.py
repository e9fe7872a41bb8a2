"""All that it takes to draw a film in another process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlpviz.engine.film.plan import FilmPlan
from mlpviz.engine.history import History


@dataclass(frozen=True, eq=False)
class FilmJob:
    """What is filmed, how it looks, and where the film goes."""

    history: History
    plan: FilmPlan
    out: Path
    """Its ending is the format: .gif, .png or .mp4."""
    part: str = "window"
    """What of the window is filmed: "network", "data", "loss" or "window"."""
    size: tuple[int, int] = (1440, 900)
    """Of the window, in px."""
    scale: float = 1.0
    """Pixels for each px."""
    theme: str = "light"
    text_scale: float = 1.0
    view: str = "graph"
    """How the network is looked at, by name."""
    settings: str = ""
    """How the learner arranged the window, as a file of settings holds it; "": as it opens first."""
