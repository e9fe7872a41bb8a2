"""Grids of runs: what is measured, against published figures and second methods."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset, usual
from mlpviz.engine.flow.cell import CellJob, outputs_of, train_cell
from mlpviz.engine.flow.factors import factors
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.flow.theory import expected, moments
from mlpviz.engine.pool import Cancelled, Mark
from mlpviz.engine.probes import gradient_norms
from mlpviz.engine.run import Run
from mlpviz.nn.activations import Linear, ReLU, Sigmoid, Tanh
from mlpviz.nn.initializers import Normal, SmallNormal, XavierNormal

WIDE = np.random.default_rng(0).normal(size=(1000, 500))
"""1000 inputs from N(0, 1), as in the activation statistics of CS231n."""


@pytest.fixture
def mark():
    with Mark() as made:
        yield made


def wide(initializer, activation):
    """Ten layers of 500."""
    base = usual(PointSet(WIDE, np.arange(1000) % 2), 2)
    return FlowGrid(base, [initializer], [activation], layers=10, width=500).experiment(0, 0)


@pytest.mark.parametrize(
    ("initializer", "activation", "published"),
    [
        pytest.param(SmallNormal(), Tanh(), [0.2131, 0.0476, 0.0106, 0.0024], marks=pytest.mark.slow),
        pytest.param(Normal(1.0), Tanh(), [0.982] * 10, marks=pytest.mark.slow),
        pytest.param(XavierNormal(), Tanh(), [0.628, *[None] * 8, 0.227], marks=pytest.mark.slow),
    ],
    ids=["tanh, 0.01", "tanh, 1", "tanh, Xavier"],
)
def test_that_the_activation_statistics_of_cs231n_come_out(initializer, activation, published):
    experiment = wide(initializer, activation)

    measured = [one.deviation for one in outputs_of(Run(experiment).snapshot())]

    for layer, value in enumerate(published):
        if value is not None:
            assert measured[layer] == pytest.approx(value, rel=0.03)
            assert expected(experiment)[layer].deviation == pytest.approx(value, rel=0.03)


@pytest.mark.parametrize(
    ("initializer", "activation", "first", "last"),
    [("XavierNormal", "ReLU", 0.583, 0.029), pytest.param("HeNormal", "ReLU", 0.828, 0.757, marks=pytest.mark.slow)],
)
def test_that_relu_loses_half_a_layer_under_xavier_and_nothing_under_he(initializer, activation, first, last):
    # The last of ten ReLU layers differs by tens of per cent from draw to draw.
    experiment = wide(initializer, activation)
    measured = [one.deviation for one in outputs_of(Run(experiment).snapshot())]
    theory = expected(experiment)

    assert measured[0] == pytest.approx(first, rel=0.03)
    assert theory[0].deviation == pytest.approx(first, rel=0.03)
    assert measured[9] == pytest.approx(last, rel=0.5)
    half = 0.5 if initializer == "XavierNormal" else 1.0
    assert [one.kept for one in theory[1:]] == pytest.approx([half] * 9, rel=0.02)


@pytest.mark.parametrize(
    ("initializer", "activation", "published"),
    [("XavierUniform", "Sigmoid", 3e-6), ("XavierUniform", "Tanh", 0.65), ("HeNormal", "ReLU", 0.98),
     (Normal(3.0), "Tanh", 7.9)],
    ids=["sigmoid", "tanh", "ReLU", "tanh, 3"],
)  # fmt: skip
def test_that_the_first_over_the_last_gradient_has_the_published_size(initializer, activation, published):
    # The median of 20 seeds still varies by a factor of two from one set of seeds to another.
    shares = []
    for seed in range(20):
        grid = FlowGrid(preset("XOR"), [initializer], [activation], layers=8, width=8, seed=seed)
        norms = gradient_norms(Run(grid.experiment(0, 0)).snapshot())
        shares.append(norms[0] / norms[-2])

    assert published / 3 < np.median(shares) < published * 3


def test_that_tiny_weights_leave_every_hidden_layer_a_gradient_near_4e_minus_15():
    grids = [FlowGrid(preset("XOR"), ["SmallNormal"], ["Tanh"], layers=8, width=8, seed=seed) for seed in range(20)]
    norms = [gradient_norms(Run(grid.experiment(0, 0)).snapshot())[:-1] for grid in grids]

    middle = np.median(norms, axis=0)
    assert (middle > 4e-15 / 3).all()
    assert (middle < 4e-15 * 3).all()


# a cell


def test_that_a_cell_records_the_gradients_of_every_epoch(mark):
    experiment = FlowGrid(layers=2, width=3).experiment(2, 1)

    result = train_cell(CellJob(experiment, 3), mark)

    run = Run(experiment, arithmetic="layers")
    for epoch in range(4):
        snapshot = run.snapshot()
        pairs = experiment.network.weights(snapshot.grad)
        by_hand = [sum(float(slope) ** 2 for slope in dW.ravel()) ** 0.5 for dW, _ in pairs]
        assert result.norms[epoch] == pytest.approx(by_hand, rel=1e-12)
        assert result.losses[epoch] == snapshot.scores.train_loss
        run.epoch()
    np.testing.assert_array_equal(result.first_theta, experiment.network.first_theta())
    assert (result.epochs, result.nan_at, result.update_norms.shape) == (3, None, (0, 3))


def exploding():
    """One linear unit, one point: the weight is multiplied by 1 − 2·rate·x² in each update and alternates its sign."""
    points = PointSet(np.array([[10.0, 0.0]]), targets=np.array([[0.0]]))
    layers = [LayerSpec(1, "Linear")]
    network = NetworkSpec(layers, loss="MeanSquaredError", theta=[1.0, 0.0, 0.0])
    return Experiment(points, network, Plan(learning_rate=1e5, batch_size=1))


def test_that_a_cell_that_diverges_tells_the_update_and_ends_with_the_last_finite_epoch(mark):
    experiment = exploding()
    weight, bias, updates = 1.0, 0.0, 0
    with np.errstate(all="ignore"):
        while np.isfinite(weight):
            z = np.float64(10.0) * weight + bias
            weight, bias, updates = weight - 1e5 * 2 * z * 10.0, bias - 1e5 * 2 * z, updates + 1

    result = train_cell(CellJob(experiment, 200), mark)

    # The square in the loss leaves the range before the weight does, at half of the exponent.
    assert result.nan_at is not None
    assert abs(result.nan_at - updates / 2) <= 2
    assert result.epochs == len(result.update_norms) - 1
    assert np.isfinite(result.theta).all()
    assert np.isnan(result.loss)
    assert result.finding.verdict.label == "Exploding"


def test_that_every_relu_unit_is_dead_without_weights(mark):
    result = train_cell(CellJob(FlowGrid(layers=3, width=4).experiment(0, 2), 1), mark)

    assert result.finding.verdict.label == "Dead units"
    assert result.finding.sentence == "12 of 12 hidden units are 0 for every train point."
    assert [one.deviation for one in result.last] == [0.0] * 3


def test_that_a_cell_ends_when_its_mark_is_set(mark):
    mark.cancel()

    with pytest.raises(Cancelled):
        train_cell(CellJob(FlowGrid().experiment(0, 0), 1), mark)


# a grid


def test_that_the_cells_of_a_grid_differ_in_initializer_and_activation_alone():
    grid = FlowGrid(preset("Blobs"), ["HeNormal", "Zeros"], ["Tanh", "ReLU"], layers=5)

    jobs = grid.jobs()

    assert len(jobs) == 4
    for index, job in enumerate(jobs):
        row, column = grid.place(index)
        spec = job.experiment.network
        assert spec.initializer is grid.initializers[row]
        assert {layer.activation for layer in spec.layers[:-1]} == {grid.activations[column]}
        assert spec.widths == (2, *[20] * 5, grid.base.network.outputs)
        assert job.experiment.points is grid.base.points


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"layers": 31}, "layers is 31; allowed is a whole number from 1 to 30"),
        ({"initializers": []}, "initializers is empty"),
        ({"activations": ["Tanh", "Tanh"]}, "activations holds the same one twice"),
        ({"epochs": 0}, "epochs is 0"),
        ({"base": preset("Blank")}, "there are no points to train on"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_an_impossible_grid_is_refused_by_its_field(wrong, said):
    with pytest.raises(ValueError) as raised:
        FlowGrid(**wrong)

    assert said in str(raised.value)


# theory and factors


def test_that_the_moments_of_simple_functions_are_the_known_ones():
    assert moments(ReLU(), 2.0) == pytest.approx((1.0, np.sqrt(1 / np.pi), 0.5), rel=1e-7)
    assert moments(Linear(), 3.0) == pytest.approx((3.0, 0.0, 1.0), rel=1e-9, abs=1e-12)
    assert moments(Sigmoid(), 0.0) == pytest.approx((0.25, 0.5, 0.0625), rel=1e-9)


def test_that_the_factors_follow_the_backward_pass_of_the_layers():
    experiment = FlowGrid(layers=4, width=6).experiment(2, 1)
    theta = experiment.network.first_theta()
    train = np.flatnonzero(~experiment.points.test)
    walk = Run(experiment).walk(train)
    deltas = {step.layer: step.given for step in walk.steps if step.move == "backward" and step.part == "dense"}

    found = factors(experiment, theta)

    last = np.sqrt(np.mean(deltas[5] ** 2))
    assert [one.layer for one in found] == [4, 3, 2, 1]
    for one in found:
        assert one.measured == pytest.approx(np.sqrt(np.mean(deltas[one.layer] ** 2)) / last, rel=1e-12)
    assert found[-1].running == pytest.approx(np.prod([one.slope * one.weights for one in found]), rel=1e-12)


def test_that_the_product_of_factors_predicts_what_a_wide_network_measures():
    experiment = wide(XavierNormal(), Tanh())

    for one in factors(experiment, experiment.network.first_theta()):
        assert one.running == pytest.approx(one.measured, rel=0.1)


def test_that_no_sigmoid_layer_passes_back_more_than_a_quarter_of_the_slope():
    experiment = FlowGrid(layers=8).experiment(2, 0)

    assert all(one.slope <= 0.25 for one in factors(experiment, experiment.network.first_theta()))
    assert {one.steepest for one in expected(experiment)} == {0.25}
