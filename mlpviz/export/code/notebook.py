"""An experiment as a Jupyter notebook, format 4.5: built with this library, looked at, and trained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from mlpviz.engine.records import Snapshot
from mlpviz.export.code.arrays import written_array
from mlpviz.export.code.exported import Exported
from mlpviz.export.code.library import NAMES, library_lines, needed

EPOCHS = 100
"""Epochs that the notebook trains, if the snapshot is of none."""
PLOT = """try:
    import matplotlib.pyplot as plt
except ImportError:
    print("pip install matplotlib to see the curve")
else:
    plt.plot(epochs, train_losses, label="train")
    plt.plot(epochs, test_losses, label="test")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    plt.show()"""


def notebook(snapshot: Snapshot) -> str:
    """The text of the notebook."""
    one = Exported(snapshot)
    cells = [{**cell, "id": f"cell-{at}"} for at, cell in enumerate(_cells(one), start=1)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _cells(one: Exported) -> Iterator[dict[str, Any]]:
    epoch = one.snapshot.epoch
    yield _words(f"# {one.about}\n\nWritten by mlpviz. It needs the library: `pip install mlpviz`.")
    yield _code(["import numpy as np\n", f"from mlpviz import {', '.join(NAMES)}", *needed(one.experiment)])
    yield _words("## The experiment\n\nPoints, network and plan decide everything: the same experiment gives the same "
                 "numbers.")  # fmt: skip
    yield _code(library_lines(one.experiment))
    yield _words(f"## The weights of epoch {epoch}\n\nLayer by layer: W (inputs × units, row by row), then b.")
    yield _code([
        *written_array("theta = ", one.snapshot.theta, "np.array"),
        "seen = Run(experiment)", "seen.place(theta)",
        'print("loss of the training points:", seen.scores().train_loss)', "seen.predict(points.x[:5])",
    ])  # fmt: skip
    yield _words("## Training\n\nFrom the first weights on. With weights that a hand has changed, or after a change "
                 "of settings on the way, other weights come out than those above.")  # fmt: skip
    yield _code([
        "run = Run(experiment)", "epochs, train_losses, test_losses = [], [], []",
        f"for epoch in range({epoch or EPOCHS}):", "    run.epoch()", "    scores = run.scores()",
        "    epochs.append(run.epochs)", "    train_losses.append(scores.train_loss)",
        "    test_losses.append(scores.test_loss)",
        'print(f"epoch {run.epochs}: loss {train_losses[-1]:.4f}")',
        *(['print("largest difference from the weights above:", np.abs(run.theta - theta).max())'] if epoch else []),
    ])  # fmt: skip
    yield _code([PLOT])


def _words(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _source([text])}


def _code(lines: Sequence[str] | Iterator[str]) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": _source(lines)}


def _source(lines: Sequence[str] | Iterator[str]) -> list[str]:
    """The text as a notebook holds it: lines with their ends, the last one without."""
    return "\n".join(lines).splitlines(keepends=True)
