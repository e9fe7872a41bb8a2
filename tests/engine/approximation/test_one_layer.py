"""One hidden layer: its parts add up to the output of the network, and linear units make one line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.approximation.one_layer import (
    DENSE,
    EPOCHS,
    best_line,
    errors,
    errors_of,
    experiment,
    first_weights,
    is_one_layer,
    outputs,
    parts,
)
from mlpviz.engine.approximation.sketch import PLACES, target_at, values_by_hand, values_of_curve, values_of_formula
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.nn.activations import activations

HIDDEN = [kind.__name__ for kind in activations if not kind.only_as_link]


@pytest.mark.parametrize("activation", HIDDEN)
def test_that_contributions_and_bias_add_up_to_the_prediction(activation):
    run = Run(experiment(values_by_hand(), 5, activation, seed=2))
    run.epoch()

    found = parts(run.experiment.network, run.theta, DENSE)
    predicted = run.predict(DENSE[:, None])[:, 0]

    assert found.contributions.shape == (5, len(DENSE))
    assert np.allclose(found.output, predicted, rtol=0, atol=1e-12)
    assert np.allclose(outputs(run.experiment.network, run.theta, DENSE), predicted, rtol=0, atol=1e-12)


def test_that_the_running_sum_begins_with_the_bias_and_ends_with_the_output():
    run = Run(experiment(values_by_hand(), 4, "Tanh"))
    run.epoch()

    running = parts(run.experiment.network, run.theta, PLACES).running()

    assert running.shape == (5, 121)
    assert (running[0] == run.theta[-1]).all()
    assert np.allclose(running[-1], run.predict(PLACES[:, None])[:, 0], rtol=0, atol=1e-12)
    assert np.allclose(running[2] - running[1], run.theta[9] * np.tanh(run.theta[1] * PLACES + run.theta[5]))


def test_that_a_units_middle_is_where_its_sum_is_zero():
    spec = experiment(values_by_hand(), 3, "Tanh").network
    found = parts(spec, spec.first_theta(), PLACES)
    (W, b), _ = spec.weights(spec.first_theta())

    assert np.allclose(W[0] * found.middles + b, 0.0, atol=1e-12)
    assert (np.abs(found.middles) <= 3.0).all()


def test_that_first_weights_are_those_of_the_seed_and_of_the_number_of_units():
    assert np.array_equal(first_weights(7, 3), first_weights(7, 3))
    assert not np.array_equal(first_weights(7, 3), first_weights(7, 4))
    assert len(first_weights(7, 3)) == 22


def test_that_errors_are_the_largest_and_the_mean_squared_gap():
    flat = values_of_formula("0")
    output = np.where(DENSE > 0, 0.5, 0.0)  # half a range of 0.5: mean square 1/8

    found = errors(output, flat)

    assert found.largest == 0.5
    assert found.mean_squared == pytest.approx(0.25 * 600 / 1201)


def test_that_a_curve_is_straight_between_its_places():
    values = values_of_curve("Sine")

    assert float(target_at(values, np.array([0.525]))[0]) == pytest.approx((values[70] + values[71]) / 2)
    assert np.isnan(target_at(values, np.array([-3.01, 3.01]))).all()


def test_that_linear_units_learn_the_line_of_least_squares_however_many():
    values = values_by_hand()
    columns = np.stack([PLACES, np.ones(121)], axis=1)
    (slope, height), *_ = np.linalg.lstsq(columns, values, rcond=None)
    assert best_line(values) == pytest.approx((slope, height), abs=1e-12)

    for units in (2, 6):
        chosen = experiment(values, units, "Linear")
        run = Run(replace(chosen, plan=replace(chosen.plan, batch_size=121)))  # small batches end near, not there
        for _ in range(EPOCHS):
            run.epoch()
        assert np.allclose(run.predict(PLACES[:, None])[:, 0], slope * PLACES + height, atol=1e-4)
        line = errors(slope * DENSE + height, values).mean_squared
        assert errors_of(run.experiment.network, run.theta, values).mean_squared == pytest.approx(line, rel=1e-6)


def test_that_one_hidden_layer_on_the_usual_places_is_known_as_such():
    found = experiment(values_by_hand(), 6, "Tanh")

    assert is_one_layer(found)
    assert not is_one_layer(replace(found, network=found.network.with_layer_before(1)))
    assert not is_one_layer(preset("Sine"))
    assert not is_one_layer(preset("XOR"))
