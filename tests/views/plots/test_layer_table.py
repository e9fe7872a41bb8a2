"""What is measured of all keyframes, each of them once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine import probes
from mlpviz.engine.experiment import preset
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.views.plots.layer_table import LayerTable


def frames_of(run: Run, epochs: int) -> list[Snapshot]:
    found = [run.snapshot()]
    for _ in range(epochs):
        run.epoch()
        found.append(run.snapshot())
    return found


@pytest.fixture
def frames():
    return frames_of(Run(preset("XOR", per_class=10)), 8)


def test_that_each_keyframe_is_measured_once_even_when_every_second_is_dropped(frames):
    measured: list[int] = []

    def measure(frame):
        measured.append(frame.epoch)
        return probes.gradient_norms(frame)

    table = LayerTable(measure)
    table.follow(frames[:5])
    table.follow(frames)
    thinned = [frames[0], *frames[1::2]]
    table.follow(thinned)

    epochs, logs = table.until(8.0, None)

    assert measured == list(range(9))
    assert epochs.tolist() == [frame.epoch for frame in thinned]
    assert np.allclose(10**logs, [probes.gradient_norms(frame) for frame in thinned])


def test_that_the_table_ends_with_the_epoch_looked_at(frames):
    table = LayerTable()
    table.follow(frames)

    epochs, logs = table.until(5.5, np.full(logs_of(frames), 0.1))

    assert epochs.tolist() == [0, 1, 2, 3, 4, 5, 5.5]
    assert logs[-1].tolist() == [-1.0] * logs_of(frames)


def test_that_layers_added_later_have_a_gap_before(frames):
    experiment = frames[-1].experiment
    deeper = replace(experiment, network=experiment.network.with_layer_before(1))
    grown = [replace(frame, epoch=frame.epoch + 9) for frame in frames_of(Run(deeper), 2)]
    table = LayerTable()
    table.follow([*frames, *grown])

    _, logs = table.until(20.0, None)
    _, earlier = table.until(4.0, None)

    assert logs.shape == (12, logs_of(frames) + 1)
    assert np.isnan(logs[:9, -1]).all()
    assert earlier.shape == (5, logs_of(frames))


def logs_of(frames) -> int:
    return len(probes.gradient_norms(frames[0]))
