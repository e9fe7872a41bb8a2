"""Learn how multilayer perceptrons learn.

    from mlpviz import Run, preset
    run = Run(preset("XOR"))
    run.epoch()

Everything named here is fetched from where it is defined when it is first asked for, so that importing the package
loads neither NumPy nor Qt: `mlpviz.preflight` has to look at the machine before either of them does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlpviz.data.points import PointSet, Recipe
    from mlpviz.data.reading.files import read_points, write_points
    from mlpviz.data.shapes import SHAPES, draw
    from mlpviz.engine.examples import EXAMPLES, example
    from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
    from mlpviz.engine.history import History
    from mlpviz.engine.records import Progress, Scores, Snapshot, Step, Walk
    from mlpviz.engine.reports import training
    from mlpviz.engine.run import Run
    from mlpviz.nn.perceptron import Perceptron

    __version__: str

__all__ = [
    "preset", "Experiment", "PointSet", "NetworkSpec", "LayerSpec", "Plan",
    "SHAPES", "Recipe", "draw", "read_points", "write_points", "EXAMPLES", "example",
    "Run", "training", "Snapshot", "Scores", "Progress", "Walk", "Step", "History",
    "Perceptron",
]  # fmt: skip

_HOMES = {
    "mlpviz.data.points": ("PointSet", "Recipe"),
    "mlpviz.data.shapes": ("SHAPES", "draw"),
    "mlpviz.data.reading.files": ("read_points", "write_points"),
    "mlpviz.engine.examples": ("EXAMPLES", "example"),
    "mlpviz.engine.experiment": ("Experiment", "LayerSpec", "NetworkSpec", "Plan", "preset"),
    "mlpviz.engine.history": ("History",),
    "mlpviz.engine.records": ("Progress", "Scores", "Snapshot", "Step", "Walk"),
    "mlpviz.engine.reports": ("training",),
    "mlpviz.engine.run": ("Run",),
    "mlpviz.nn.perceptron": ("Perceptron",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Fetch a name from its home the first time it is used."""
    if name == "__version__":
        found: Any = _version()
    elif name in _HOME:
        found = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("mlpviz")
    except metadata.PackageNotFoundError:  # a bare checkout on the path
        return "unknown"
