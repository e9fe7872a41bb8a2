"""What is lost when the Playground closes and nothing was saved."""

from __future__ import annotations

import numpy as np

from mlpviz.bench.bench import Bench
from mlpviz.engine import number
from mlpviz.workspaces.playground.point_files import PointFiles


def losses(bench: Bench, files: PointFiles) -> list[str]:
    """What is in no file: points drawn by hand, a network or settings that were changed, training, chosen runs."""
    document, newest = bench.document, bench.playhead.newest
    now, opened = document.experiment, document.opened
    found = ["the points that you drew"] if files.unsaved else []
    if (now.network, now.plan) != (opened.network, opened.plan):
        found.append("the network and settings that you chose")
    if newest is not None and not np.array_equal(newest.theta, newest.experiment.network.first_theta()):
        epochs = f"{number.count(newest.epoch)} epoch{'s' * (newest.epoch != 1)} of training"
        found.append(epochs if newest.epoch else "the weights that were changed")
    chosen = sum(run.pinned or bool(run.name) for run in bench.runs.runs)
    if chosen:
        found.append(f"{number.count(chosen)} run{'s' * (chosen != 1)} that you pinned or named")
    return found
