"""Exported scripts are run, without mlpviz, and answer and learn as the network that they are made of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpviz.engine.probes import predictions
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.export.exporters import EXPORTERS
from tests.export.code.subjects import snapshots

RUNNER = Path(__file__).with_name("run_scripts.py")
OTHER_STEPS = ("RMSProp", "AdaGrad", "Adam", "AdamW")
"""Optimizers in which Keras adds ε elsewhere; its script says so."""


def asked_for(snapshot: Snapshot) -> np.ndarray:
    """Inputs at the points and beyond them, in the units of the data."""
    random, points = np.random.default_rng(3), snapshot.experiment.points.x
    around = random.normal(0.0, 2.0, (7, snapshot.experiment.network.inputs))
    scaled = snapshot.experiment.scaling.inputs
    return np.concatenate([points, around if scaled is None else scaled.unscaled(around)])


def after_one_update(snapshot: Snapshot) -> tuple[np.ndarray, float]:
    """The parameters after the next update from a memory of zeros, and the loss of its batch before."""
    run = Run(snapshot.experiment).resume(replace(snapshot, memory=np.zeros_like(snapshot.memory), updates=0))
    loss = run.walk().loss
    run.one_update()
    return run.theta, loss


def far_apart(name: str) -> list[str]:
    """Run every subject's script of a kind in one process; which of them differ from mlpviz, and by how much."""
    made = snapshots()
    cases = [{"source": EXPORTERS[name].content(one), "x": asked_for(one).tolist()} for _, one in made]
    environment = {**os.environ, "PYTHONPATH": "", "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "torch")}
    file = Path(os.environ["PYTEST_CASES"])
    file.write_text(json.dumps(cases), encoding="utf-8")
    python = os.environ.get("MLPVIZ_PEERS_PYTHON", sys.executable)
    done = subprocess.run([python, RUNNER, file], capture_output=True, text=True, env=environment, cwd=file.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    return [
        f"{subject}: {problem}"
        for (subject, snapshot), result in zip(made, json.loads(done.stdout.splitlines()[-1]), strict=True)
        for problem in differences(name, snapshot, result)
    ]


def differences(name: str, snapshot: Snapshot, result: dict[str, Any]) -> list[str]:
    ours, theirs = predictions(snapshot, asked_for(snapshot)), np.array(result["answers"])
    digits = 1e-6 if name == "keras" else 1e-12  # most backends of Keras compute in float32
    scale = max(1.0, float(np.abs(ours).max()))
    found = []
    if theirs.shape != ours.shape or np.abs(theirs - ours).max() > digits * scale:
        found.append(f"answers differ by {np.abs(theirs - ours).max():.1e}")
    if not snapshot.experiment.points.train_count:
        return found
    theta, loss = after_one_update(snapshot)
    plan, keras = snapshot.experiment.plan, name == "keras"
    bound = 1e-6 if keras else 1e-11
    other = keras and plan.optimizer.name in OTHER_STEPS
    if not other and not np.allclose(result["theta"], theta, rtol=bound, atol=bound):
        found.append(f"one update differs by {np.abs(np.array(result['theta']) - theta).max():.1e}")
    if not keras or not (plan.l1 or plan.l2):  # Keras tells loss and penalty in one number
        if abs(result["loss"] - loss) > (1e-6 if keras else 1e-11) * max(1.0, abs(loss)):
            found.append(f"the loss is {result['loss']}, not {loss}")
    return found


@pytest.fixture(autouse=True)
def _cases(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_CASES", str(tmp_path / "cases.json"))


def test_that_every_numpy_script_answers_and_learns_as_the_network():
    assert far_apart("numpy") == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["torch", "keras"])
def test_that_every_script_for_a_peer_answers_and_learns_as_the_network(name):
    if find_spec(name) is None and "MLPVIZ_PEERS_PYTHON" not in os.environ:
        pytest.skip(f'{name} is not installed; the extra "peers" brings it')
    assert far_apart(name) == []
