"""The fits of many widths and seeds, here with few epochs and without other processes."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.approximation.fits import SEEDS, WIDTHS, Fit, Fits, fit, jobs
from mlpviz.engine.approximation.one_layer import errors_of, experiment
from mlpviz.engine.approximation.sketch import values_by_hand, values_of_curve
from mlpviz.engine.pool import Cancelled, Mark, Workers, carry_out
from mlpviz.engine.run import Run
from mlpviz.nn.activations import activations

VALUES = values_by_hand()
TANH = activations.make("Tanh")


@pytest.fixture
def mark():
    with Mark() as made:
        yield made


def test_that_there_are_12_widths_and_7_seeds_and_every_seed_begins_with_all_widths():
    found = jobs(VALUES, TANH)

    assert (len(WIDTHS), SEEDS, len(found)) == (12, 7, 84)
    assert [job.units for job in found[:12]] == list(WIDTHS)
    assert {job.seed for job in found[:12]} == {0}
    assert all(job.epochs == 1500 for job in found)


def test_that_a_fit_is_what_a_run_of_the_same_experiment_gives(mark):
    made = fit(Fit(VALUES, TANH, 3, seed=5, epochs=30), mark)
    run = Run(experiment(VALUES, 3, TANH, seed=5))
    for _ in range(30):
        run.epoch()

    assert made.snapshot.epoch == 30
    assert made.snapshot.experiment == run.experiment
    assert np.allclose(made.snapshot.theta, run.theta, rtol=1e-9)
    assert made.errors == errors_of(run.experiment.network, made.snapshot.theta, VALUES)


def test_that_the_same_fit_twice_is_the_same_bit_for_bit(mark):
    job = Fit(VALUES, TANH, 4, seed=1, epochs=12)

    assert np.array_equal(fit(job, mark).snapshot.theta, fit(job, mark).snapshot.theta)


def test_that_training_goes_on_from_a_fit_as_if_it_had_never_stopped(mark):
    made = fit(Fit(VALUES, TANH, 3, seed=0, epochs=10), mark)
    on = Run(made.snapshot.experiment).resume(made.snapshot)
    for _ in range(10):
        on.epoch()

    assert np.allclose(on.theta, fit(Fit(VALUES, TANH, 3, seed=0, epochs=20), mark).snapshot.theta, rtol=1e-9)


def test_that_a_cancelled_fit_ends_within_a_few_epochs(mark):
    mark.cancel()

    with pytest.raises(Cancelled):
        fit(Fit(VALUES, TANH, 3, seed=0), mark)


def test_that_more_units_follow_a_curve_better(mark):
    values = values_of_curve("Sine")
    found = [fit(Fit(values, TANH, units, seed=0, epochs=400), mark).errors.mean_squared for units in (1, 4, 20)]

    assert found[0] > 10 * found[1] > 20 * found[2]


def test_that_best_and_worst_of_a_width_are_found_and_what_diverged_is_worst(mark):
    fits = Fits(VALUES, TANH)
    for done in carry_out(fit, jobs(VALUES, TANH, (1, 2), 3, epochs=5), mark, Workers(processes=1)):
        assert done.result is not None
        fits.made.append(done.result)
    errors = {one.seed: one.errors.mean_squared for one in fits.made if one.units == 2}

    spread = fits.spread(2)

    assert spread is not None
    assert [one.units for one in fits.spreads()] == [1, 2]
    assert spread.best.seed == min(errors, key=errors.__getitem__)
    assert spread.worst.seed == max(errors, key=errors.__getitem__)
    assert spread.count == 3
    assert fits.spread(3) is None


def test_that_fits_know_their_curve_and_their_activation():
    fits = Fits(VALUES, TANH)

    assert fits.concern(VALUES.copy(), activations.make("Tanh"))
    assert not fits.concern(values_of_curve("Saw"), TANH)
    assert not fits.concern(VALUES, activations.make("ReLU"))
