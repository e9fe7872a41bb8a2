from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.area import Area
from mlpviz.data.points import PointSet
from mlpviz.engine import probes
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narration import Narrator
from mlpviz.nn.features import expand, features

ALL = tuple(features.names())
X = np.array([[2.0, -3.0], [0.5, 1.0], [-1.0, 0.25]])


def spec_with(*chosen, **more):
    return NetworkSpec([LayerSpec(3), LayerSpec(1, "Sigmoid")], features=chosen, **more)


def run_with(*chosen):
    x = np.random.default_rng(0).normal(0, 1, (40, 2))
    return Run(Experiment(PointSet(x, (x[:, 0] * x[:, 1] > 0).astype(int)), spec_with(*chosen), Plan("Adam", 0.05, 8)))


def test_that_every_feature_is_what_its_name_says():
    x1, x2 = X[:, 0], X[:, 1]

    expected = np.stack([x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)], axis=1)

    assert np.array_equal(spec_with(*ALL).expand(X), expected)
    assert [plain_of(one.latex) for one in features] == [one.label for one in features]
    for name, column in zip(ALL, expected.T, strict=True):
        assert [float(features.make(name).value(*point)) for point in X] == column.tolist()


def test_that_features_may_be_named_as_they_are_written():
    assert spec_with("x1", "x1²", "x1x2", "sin x2").features == ("X1", "X1Squared", "X1X2", "SinX2")


def test_that_the_plain_coordinates_are_no_choice_at_all():
    plain = spec_with()

    assert spec_with("X1", "X2") == plain
    assert plain.features == ()
    assert plain.sources == ("X1", "X2")
    assert plain.expand(X) is X


def test_that_the_first_layer_has_a_row_for_every_feature():
    spec = spec_with("X2", "X1X2", "SinX1")

    assert spec.widths == (3, 3, 1)
    assert spec.inputs == 2
    assert spec.parameter_count == 3 * 3 + 3 + 3 + 1
    assert spec.source_latex == ("x_2", "x_1x_2", r"\sin x_1")


@pytest.mark.parametrize(
    ("chosen", "inputs", "says"),
    [
        (["X3"], 2, "unknown feature 'X3'; choose one of X1, X2"),
        (["X1", "x1"], 2, "name each one once"),
        (["X1Squared"], 3, "made of 2 inputs and the network has 3"),
    ],
)
def test_that_wrong_features_are_refused(chosen, inputs, says):
    with pytest.raises(ValueError, match=says):
        spec_with(*chosen, inputs=inputs)


def test_that_features_are_added_and_taken_away_one_by_one():
    spec = spec_with().with_feature("x1x2", True).with_feature("X1Squared", True)

    assert spec.features == ("X1", "X2", "X1Squared", "X1X2")
    assert spec.with_feature("X1Squared", False).with_feature("X1X2", False) == spec_with()
    with pytest.raises(ValueError, match="keep at least one"):
        spec_with("X1").with_feature("X1", False)


def test_that_everything_that_looks_at_a_network_uses_its_features():
    run = run_with("X1X2", "SinX1", "X2")
    run.epoch()
    snapshot = run.snapshot()
    W, b = snapshot.experiment.network.weights(snapshot.theta)[0]
    point = X[0]
    given = np.array([point[0] * point[1], np.sin(point[0]), point[1]])

    found = probes.probe(snapshot, point)
    walk = run.walk([0])

    assert found.outputs[0] == pytest.approx(given)
    assert found.sums[0] == pytest.approx(given @ W + b)
    assert np.array_equal(found.outputs[-1], run.predict([point])[0])
    assert np.array_equal(probes.surface(snapshot, 5).reshape(-1, 1), run.predict(Area().cells(5)))
    responses = probes.responses(snapshot, 5)
    assert [len(one) for one in responses] == [3, 3, 1]
    assert pytest.approx(snapshot.experiment.network.expand(Area().cells(5))) == responses[0].reshape(3, -1).T
    assert probes.histograms(snapshot)[0].counts.sum() == 3 * 40
    assert walk.x.tolist() == run.experiment.network.expand(run.experiment.points.x[:1]).tolist()
    assert Narrator(walk).names.edge_text(1, 1, 0) == "sin x₁ → h1.1"
    assert Narrator(walk).names.edge_text(1, 0, 2) == "x₁x₂ → h1.3"
    assert run.check_gradient() < 1e-6


def test_that_one_feature_makes_xor_a_straight_border():
    x = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
    network = NetworkSpec([LayerSpec(1, "Sigmoid")], features=["X1X2"])
    run = Run(Experiment(PointSet(x, [1, 1, 0, 0]), network, Plan("SGD", 0.5, 4)))

    for _ in range(20):
        run.epoch()

    assert run.scores().train_accuracy == 1.0


def test_that_a_feature_more_keeps_the_weights_of_the_others():
    run = run_with()
    run.epoch()
    before = run.experiment.network.weights(run.theta.copy())

    run.adjust(replace(run.experiment, network=run.experiment.network.with_feature("X1X2", True)))
    run.adjust(replace(run.experiment, network=run.experiment.network.with_feature("X1", False)))

    after = run.experiment.network.weights(run.theta)
    assert run.experiment.network.sources == ("X2", "X1X2")
    assert np.array_equal(after[0][0][0], before[0][0][1])
    assert np.array_equal(after[0][1], before[0][1])
    assert np.array_equal(after[1][0], before[1][0])
    run.epoch()
    assert run.snapshot().finite


def test_that_exchanged_features_do_not_inherit_each_others_memory():
    run = run_with("X1", "X1Squared")
    run.epoch()

    run.adjust(replace(run.experiment, network=run.experiment.network.with_features(["X1Squared", "X2"])))

    assert not run.descent.memory.any()


def test_that_features_of_huge_points_are_infinite_without_a_warning():
    x = np.array([[1e308, -1e308]])

    with np.errstate(all="warn"):  # a warning is an error here
        assert expand(x, ("X1Squared", "X1X2", "X1")).tolist() == [[np.inf, -np.inf, 1e308]]
