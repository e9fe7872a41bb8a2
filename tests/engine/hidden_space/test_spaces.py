"""The spaces of layers, with numbers by hand and by other methods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.hidden_space.spaces import View, answer_counts, answers_over, spaces_of
from mlpviz.engine.probes import passes
from mlpviz.engine.run import Run

CORNERS = PointSet([[0, 0], [0, 1], [1, 0], [1, 1]], labels=[0, 1, 1, 0])


def goodfellow():
    """Deep Learning, 6.1: both hidden units add the inputs, the second less 1; then w = (1, −2)."""
    theta = (1, 1, 1, 1, 0, -1, 1, -2, -0.5)
    spec = NetworkSpec((LayerSpec(2, "ReLU"), LayerSpec(1, "Sigmoid")), loss="CrossEntropy", theta=theta)
    return Run(Experiment(CORNERS, spec, Plan())).snapshot()


def test_the_hidden_space_of_xor_is_that_of_the_book():
    inputs, hidden, output = spaces_of(goodfellow())
    assert inputs.points.tolist() == CORNERS.x.tolist()
    assert hidden.points.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert (hidden.kind, hidden.spread, output.kind) == ("plane", 1.0, "strip")


def test_the_border_of_the_last_hidden_layer_is_the_line_of_the_next_unit():
    snapshot = goodfellow()
    answers = answers_over(snapshot, spaces_of(snapshot)[1])
    assert answers is not None
    assert answers.straight
    assert len(answers.borders) == 1
    for h1, h2 in answers.borders[0]:
        assert h1 - 2 * h2 - 0.5 == pytest.approx(0, abs=1e-12)


def test_answers_over_the_inputs_are_those_of_the_whole_network():
    snapshot = goodfellow()
    answers = answers_over(snapshot, spaces_of(snapshot)[0], 20)
    assert answers is not None
    assert not answers.straight
    low, high = spaces_of(snapshot)[0].corners
    at = low + (high - low) * (np.array([7, 3]) + 0.5) / 20
    assert answers.surface[3, 7] == pytest.approx(passes(snapshot, at[None])[1][-1][0], abs=1e-14)


def test_borders_between_three_classes_are_ties_of_the_last_sums():
    points = PointSet([[-1, 0], [1, 0], [0, 1]], labels=[0, 1, 2])
    spec = NetworkSpec((LayerSpec(2, "Tanh"), LayerSpec(3, "Softmax")), loss="CrossEntropy", seed=5)
    snapshot = Run(Experiment(points, spec, Plan())).snapshot()
    space = spaces_of(snapshot)[1]
    W, b = spec.weights(snapshot.theta)[1]
    answers = answers_over(snapshot, space)
    assert answers is not None
    assert answers.borders
    for line in answers.borders:
        for at in line:
            z = np.sort(at @ W + b)
            assert z[2] - z[1] == pytest.approx(0, abs=0.02)  # within a cell where three classes meet


@pytest.mark.parametrize("units", [3, 5])
def test_more_units_are_seen_along_the_main_directions_of_their_spread(units):
    spec = NetworkSpec((LayerSpec(units, "Tanh"), LayerSpec(1, "Sigmoid")), loss="CrossEntropy", seed=2)
    random = np.random.default_rng(0)
    points = PointSet(random.standard_normal((40, 2)), labels=[0, 1] * 20, test=[False] * 30 + [True] * 10)
    snapshot = Run(Experiment(points, spec, Plan())).snapshot()
    space = spaces_of(snapshot)[1]
    train = space.outputs[:30]
    sizes = np.sort(np.linalg.eigvalsh(np.cov(train.T)))[::-1]
    assert space.kind == "directions"
    assert space.spread == pytest.approx(sizes[:2].sum() / sizes.sum(), rel=1e-12)
    assert np.var(space.points[:30], axis=0, ddof=1) == pytest.approx(sizes[:2], rel=1e-9)
    assert answers_over(snapshot, space) is None


def test_a_turned_view_keeps_its_directions_of_length_one_and_at_right_angles():
    view = View(np.zeros(4), np.eye(4)[:2])
    for _ in range(50):
        view = view.turned(0.3, -0.2)
    assert view.across @ view.across.T == pytest.approx(np.eye(2), abs=1e-12)
    back = View(np.zeros(3), np.eye(3)[:2]).turned(np.pi, 0.0)
    assert back.across[0] == pytest.approx([-1, 0, 0], abs=1e-12)


def test_the_lines_of_the_grid_are_bent_as_the_layers_bend_them():
    snapshot = goodfellow()
    inputs, hidden, _ = spaces_of(snapshot)
    assert len(inputs.grid) == 26
    for line, bent in zip(inputs.grid, hidden.grid, strict=True):
        total = line.sum(axis=1)
        assert bent == pytest.approx(np.column_stack([np.maximum(total, 0), np.maximum(total - 1, 0)]))


def test_answers_are_counted_by_class_and_the_border_lies_in_the_middle():
    snapshot = goodfellow()
    counts = answer_counts(snapshot, spaces_of(snapshot)[-1])
    assert counts is not None
    assert counts.counts.sum(axis=1).tolist() == [2, 2]
    assert (counts.low, counts.high, counts.border) == (0.0, 1.0, 0.5)
    several = Run(EXAMPLES["Mazur 2-2-2"].experiment).snapshot()
    assert answer_counts(several, spaces_of(several)[-1]) is None


def test_a_network_that_diverged_has_spaces_too():
    snapshot = goodfellow()
    theta = np.full(9, np.nan)
    spec = snapshot.experiment.network
    broken = replace(snapshot, theta=theta)
    spaces = spaces_of(broken)
    assert len(spaces) == len(spec.widths)
    assert np.isfinite(spaces[1].corners).all()
