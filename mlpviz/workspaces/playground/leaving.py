"""What is lost when the Playground closes, and the question whether it may."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QMessageBox, QWidget

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


def may_leave(bench: Bench, files: PointFiles, parent: QWidget) -> bool:
    """Ask, if anything would be lost; points can be saved first. False if the window is to stay."""
    lost = losses(bench, files)
    if not lost:
        return True
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Closing loses {_joined(lost)}.")
    box.setStandardButtons(buttons.Discard | buttons.Cancel | (buttons.Save if files.unsaved else buttons.NoButton))
    if files.unsaved:
        box.setInformativeText("Save the points as CSV before closing?")
        box.button(buttons.Save).setText("Save points")
    box.button(buttons.Discard).setText("Close anyway")
    box.setDefaultButton(buttons.Save if files.unsaved else buttons.Cancel)
    box.exec()
    answer = box.standardButton(box.clickedButton())
    box.deleteLater()
    return answer == buttons.Discard or (answer == buttons.Save and files.save())


def _joined(parts: list[str]) -> str:
    """In one sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
