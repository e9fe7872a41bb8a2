"""The data square of an update: lines before and after, and how much of it changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.area import Area
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.ground import RESOLUTION, ground_between, ground_of
from tests.known import known


def one_unit(inputs, theta, values=False):
    """A unit of weights and a bias, and some points."""
    x = np.random.default_rng(1).uniform(-2.0, 2.0, (12, inputs))
    out = {"targets": x[:, :1]} if values else {"labels": (x[:, 0] > 0).astype(int)}
    network = NetworkSpec([LayerSpec(1, "Linear" if values else "Sigmoid")], inputs=inputs, theta=theta,
                          loss="MeanSquaredError" if values else "CrossEntropy")  # fmt: skip
    return Experiment(PointSet(x, **out), network, Plan("SGD", learning_rate=0.5, batch_size=4), area=Area())


def test_that_both_borders_lie_where_the_unit_is_undecided():
    walk = Run(one_unit(2, [1.0, 0.5, 0.3])).walk()
    ground = known(ground_of(walk))

    for lines, (w1, w2, b) in ((ground.before, walk.before.theta), (ground.after, walk.theta)):
        assert lines
        for line in lines:
            np.testing.assert_allclose(line @ [w1, w2] + b, 0.0, atol=0.05)
    assert ground.line_name == "border"
    assert not ground.is_curve


def test_that_it_is_told_how_much_of_the_square_changed_its_class():
    snapshot = Run(one_unit(2, [1.0, 0.0, 0.0])).snapshot()

    # From x₁ = 0 to x₁ = 0.5 in a square from −3 to 3 is a twelfth.
    moved = known(ground_between(snapshot, np.array([1.0, 0.0, -0.5]))).moved

    assert moved.endswith(" % of the square changed its class.")
    assert float(moved.split()[0]) == pytest.approx(100 / 12, abs=100 / RESOLUTION)
    assert known(ground_between(snapshot, snapshot.theta)).moved == "Nothing of the square changed its class."


def test_that_of_four_inputs_the_two_on_the_axes_are_shown_and_the_others_held():
    experiment = replace(one_unit(4, [1.0, 0.4, -0.6, 0.5, 0.1]), axes=(2, 0))
    walk = Run(experiment).walk()
    mean = experiment.points.x.mean(axis=0)

    lines = known(ground_of(walk)).after

    w, b = walk.theta[:4], walk.theta[4]
    for line in lines:
        np.testing.assert_allclose(
            line[:, 0] * w[2] + line[:, 1] * w[0] + mean[1] * w[1] + mean[3] * w[3] + b, 0.0, atol=0.05)


def test_that_values_over_one_input_are_a_curve():
    walk = Run(one_unit(1, [0.5, 1.0], values=True)).walk()
    ground = known(ground_of(walk))

    for (line,), (w, b) in ((ground.before, walk.before.theta), (ground.after, walk.theta)):
        np.testing.assert_allclose(line[:, 1], w * line[:, 0] + b, atol=1e-12)
    assert ground.is_curve
    assert ground.line_name == "curve"
    (w0, b0), (w1, b1) = walk.before.theta, walk.theta
    most = max(abs((w1 - w0) * x + b1 - b0) for x in (-3 + 3 / RESOLUTION, 3 - 3 / RESOLUTION))
    assert ground.moved == f"The curve moved by at most about {most:.2g}."


def test_that_one_point_alone_has_no_square():
    experiment = one_unit(2, [1.0, 0.5, 0.3])

    assert ground_of(Run(replace(experiment, points=PointSet([[1.0, 2.0]], [1]))).walk()) is None
