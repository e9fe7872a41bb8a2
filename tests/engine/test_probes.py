from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.area import Area
from mlpviz.data.points import PointSet
from mlpviz.engine import probes
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.nn.activations import activations


@pytest.fixture(scope="module")
def run():
    run = Run(preset("Blobs", per_class=20))
    for _ in range(5):
        run.epoch()
    return run


@pytest.fixture(scope="module")
def snapshot(run):
    return run.snapshot()


def straight(theta):
    """A network of one linear unit on two inputs."""
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError", theta=theta)
    return Run(Experiment(PointSet(np.ones((1, 2)), [0]), network)).snapshot()


def test_that_the_surface_begins_at_the_lower_left_and_runs_along_the_first_input():
    answers = probes.surface(straight([1.0, 10.0, 0.0]), 6)

    centres = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
    assert answers.shape == (6, 6, 1)
    assert answers[:, :, 0] == pytest.approx(centres[None, :] + 10 * centres[:, None])


def test_that_the_surface_holds_the_answers_of_the_run(run, snapshot):
    assert np.array_equal(probes.surface(snapshot, 8).reshape(-1, 3), run.predict(Area().cells(8)))


def test_that_a_probe_tells_every_sum_and_every_output(run, snapshot):
    x = np.array([0.3, -1.2])

    found = probes.probe(snapshot, x)

    (W1, b1), (W2, b2), (W3, b3) = snapshot.experiment.network.weights(snapshot.theta)
    z1 = x @ W1 + b1
    z2 = np.tanh(z1) @ W2 + b2
    z3 = np.tanh(z2) @ W3 + b3
    for mine, theirs in zip((z1, z2, z3), found.sums, strict=True):
        assert theirs == pytest.approx(mine)
    assert found.outputs[0].tolist() == x.tolist()
    assert found.outputs[-1] == pytest.approx(np.exp(z3) / np.exp(z3).sum())
    assert np.array_equal(found.outputs[-1], run.predict(x)[0])


def test_that_the_responses_are_those_of_probes_on_the_grid(snapshot):
    responses = probes.responses(snapshot, 4)

    assert [one.shape for one in responses] == [(2, 4, 4), (6, 4, 4), (4, 4, 4), (3, 4, 4)]
    for row, column in ((0, 0), (3, 1)):
        found = probes.probe(snapshot, Area().cells(4)[4 * row + column])
        for units, outputs in zip(responses, found.outputs, strict=True):
            assert units[:, row, column] == pytest.approx(outputs)


def test_that_the_gradient_norms_are_those_of_the_weights_alone(snapshot):
    norms = probes.gradient_norms(snapshot)

    spec = snapshot.experiment.network
    for norm, (dW, _) in zip(norms, spec.weights(snapshot.grad), strict=True):
        assert norm == pytest.approx(np.sqrt(np.sum(dW**2)))


@pytest.mark.parametrize("outputs", [
    [1e200] * 4, [1e16, 1e16 + 2.0], [-1.7e308, 1.7e308], [0.0, 5e-324], [0.1, np.nextafter(0.1, 1.0)], [3.0, np.inf],
], ids=str)  # fmt: skip
def test_that_outputs_of_any_size_and_nearness_are_counted(outputs):
    a = np.array(outputs)[:, None]

    found = probes._histogram(activations.make("Linear"), a, a, counted=True)

    assert found.counts.sum() == np.isfinite(a).sum()
    assert found.low < found.high


def test_that_histograms_count_every_output_of_every_training_point(snapshot):
    histograms = probes.histograms(snapshot)

    count = snapshot.experiment.points.train_count
    assert [one.counts.sum() for one in histograms] == [6 * count, 4 * count, 3 * count]
    assert [(one.low, one.high) for one in histograms[:2]] == [(-1.0, 1.0)] * 2


def test_that_a_saturated_unit_is_counted_and_a_fresh_one_is_not():
    def share(weight):
        network = NetworkSpec([LayerSpec(1, "Tanh"), LayerSpec(1, "Sigmoid")], theta=[weight, 0, 0, 1, 0])
        points = PointSet(np.array([[1, 0], [-1, 0], [0.01, 0], [2, 0]]), [0, 1, 0, 1])
        return probes.histograms(Run(Experiment(points, network)).snapshot())[0].saturated

    assert share(0.1) == 0.0
    assert share(3.0) == 0.75
    assert share(1000.0) == 1.0


@pytest.mark.parametrize(
    "activation", [{"name": "Logistic", "k": 0.3}, {"name": "Logistic", "k": 20}, "Sigmoid", "Softsign"]
)
def test_that_a_unit_at_its_steepest_point_is_not_saturated(activation):
    def share(bias):
        network = NetworkSpec([LayerSpec(1, activation), LayerSpec(1, "Sigmoid")], theta=[0, 0, bias, 1, 0])
        return probes.histograms(Run(Experiment(PointSet([[1, 0], [-1, 0]], [0, 1]), network)).snapshot())[0].saturated

    assert share(0.0) == 0.0
    assert share(100.0) == 1.0


def test_that_saturation_has_no_meaning_for_relu_and_for_the_output():
    network = NetworkSpec([LayerSpec(3, "ReLU"), LayerSpec(1, "Sigmoid")])
    histograms = probes.histograms(Run(replace(preset("XOR"), network=network)).snapshot())

    assert [one.saturated for one in histograms] == [None, None]


def test_that_a_flat_answer_is_noticed():
    assert probes.same_everywhere(probes.surface(straight([0.0, 0.0, 0.7]), 8))
    assert not probes.same_everywhere(probes.surface(straight([0.01, 0.0, 0.7]), 8))


def test_that_a_flat_answer_is_not_claimed_of_numbers_that_are_none():
    assert not probes.same_everywhere(np.full((4, 4, 1), np.nan))


def test_that_units_that_start_at_zero_are_identical_and_stay_so():
    experiment = preset("XOR", per_class=20)
    run = Run(replace(experiment, network=NetworkSpec(experiment.network.layers, "Zeros")))
    assert probes.identical_units(run.snapshot()) == (True, True, False)

    for _ in range(5):
        run.epoch()

    assert probes.identical_units(run.snapshot()) == (True, True, False)
    assert probes.identical_units(Run(experiment).snapshot()) == (False, False, False)


def test_that_a_diverged_network_can_still_be_looked_at():
    run = Run(replace(preset("XOR", per_class=20), plan=Plan("SGD", 1e6, 1)))
    run.place(np.full(run.theta.size, np.nan))
    snapshot = run.snapshot()

    assert np.isnan(probes.surface(snapshot, 4)).all()
    assert [one.counts.sum() for one in probes.histograms(snapshot)] == [0, 0, 0]
    assert not snapshot.finite


def test_that_a_blank_square_can_be_looked_at():
    snapshot = Run(preset("Blank")).snapshot()

    assert [one.counts.sum() for one in probes.histograms(snapshot)] == [0, 0, 0]
    assert probes.gradient_norms(snapshot).tolist() == [0.0, 0.0, 0.0]


DYING = {
    "ReLU": 2,
    "LeakyReLU": 0,
    "ELU": 0,
    "Step": 0,
    "Sigmoid": 0,
    "Softplus": 0,
    "GELU": 0,
    "SiLU": 0,
    "Linear": 0,
}


def units_on_line(activation):
    """Four units of one input x = 1, 2: z = x, −1000 x, 3 − 2 x and 0 x, then one output unit."""
    theta = [1.0, -1000.0, -2.0, 0.0, 0.0, 0.0, 3.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    layers = [LayerSpec(4, activation), LayerSpec(1, "Linear")]
    network = NetworkSpec(layers, loss="SquaredError", inputs=1, theta=theta)
    return Run(Experiment(PointSet([[1.0], [2.0], [-5.0]], [0, 1, 0], test=[False, False, True]), network)).snapshot()


@pytest.mark.parametrize(("activation", "dead"), DYING.items())
def test_that_only_units_with_output_and_slope_zero_at_every_train_point_are_dead(activation, dead):
    assert [one.dead for one in probes.histograms(units_on_line(activation))] == [dead, 0]


@pytest.mark.parametrize(
    ("activation", "dead"),
    [({"name": "LeakyReLU", "alpha": 0.0}, 2), ({"name": "Formula", "text": "max(0, z)"}, 1)],
)
def test_that_a_function_that_is_a_relu_has_the_dead_units_of_one(activation, dead):
    # At z = 0 the slope of a formula's max is ½, so that its unit 4 lives.
    assert probes.histograms(units_on_line(activation))[0].dead == dead


def test_that_an_output_unit_can_be_dead_and_that_without_points_none_is():
    network = NetworkSpec([LayerSpec(1, "ReLU")], loss="SquaredError", theta=[-1.0, -1.0, 0.0])
    with_points = Run(Experiment(PointSet(np.ones((1, 2)), [0]), network)).snapshot()
    without = Run(Experiment(PointSet(np.empty((0, 2)), []), network)).snapshot()

    assert probes.histograms(with_points)[0].dead == 1
    assert probes.histograms(without)[0].dead == 0
