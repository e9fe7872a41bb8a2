"""Planes through the space of weights, and the losses over them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.landscape.losses import COARSE, FINE, LossAt, exactness, jobs_of, levels, losses_over
from mlpviz.engine.landscape.planes import around, paths_plane, random_plane, weights_plane
from mlpviz.engine.pool import Mark
from mlpviz.engine.run import Run


def trained(experiment: Experiment, epochs: int) -> tuple[Run, np.ndarray]:
    """A run, and its parameters after every epoch."""
    run = Run(experiment, arithmetic="layers")
    path = [run.theta.copy()]
    for _ in range(epochs):
        run.epoch()
        path.append(run.theta.copy())
    return run, np.array(path)


def test_a_path_within_a_plane_is_held_whole_and_keeps_its_distances() -> None:
    random = np.random.default_rng(0)
    first, second = np.linalg.qr(random.standard_normal((7, 2)))[0].T
    start = random.standard_normal(7)
    steps = random.standard_normal((30, 2))
    steps[0] = 0.0
    path = start + steps @ np.stack([first, second])
    plane = paths_plane([path])
    assert plane.share(path) == pytest.approx(1.0, abs=1e-12)
    places = plane.places(path)
    assert np.linalg.norm(places, axis=1) == pytest.approx(np.linalg.norm(path - start, axis=1))
    assert plane.at(places) == pytest.approx(path)
    assert (places[-1] >= 0).all()


def test_no_other_plane_through_the_start_holds_more_of_the_paths() -> None:
    _, path = trained(preset("Moons"), 20)
    plane, random = paths_plane([path]), np.random.default_rng(1)
    for _ in range(200):
        other = replace(plane, across=np.linalg.qr(random.standard_normal((path.shape[1], 2)))[0].T)
        assert other.share(path) <= plane.share(path) + 1e-12


@pytest.mark.parametrize("moves", [[], [[1.0, 0.0, 0.0]], [[2.0, 0.0, 0.0], [4.0, 0.0, 0.0]]])
def test_paths_without_two_directions_of_their_own_have_a_plane_too(moves: list[list[float]]) -> None:
    path = np.array([[0.0, 0.0, 0.0], *moves])
    plane = paths_plane([path])
    assert plane.across @ plane.across.T == pytest.approx(np.eye(2))
    assert plane.share(path) == 1.0


def test_random_directions_have_the_length_of_each_units_weights() -> None:
    """Li et al. 2018, section 4."""
    experiment = preset("Circles")
    spec = replace(experiment.network, frozen=(0,))
    theta = Run(experiment).theta
    plane = random_plane(spec, theta, 3)
    for direction in plane.across:
        for layer, ((W, _), (D, d)) in enumerate(zip(spec.weights(theta), spec.weights(direction), strict=True)):
            lengths = np.linalg.norm(D, axis=0), np.linalg.norm(W, axis=0)
            skipped = 1 if layer == 0 else 0  # the unit with the frozen weight
            assert lengths[0][skipped:] == pytest.approx(lengths[1][skipped:])
            assert not d.any()
        assert direction[0] == 0.0
    assert random_plane(spec, theta, 3).across.tolist() == plane.across.tolist()
    assert random_plane(spec, theta, 4).across.tolist() != plane.across.tolist()


def test_the_plane_of_two_weights_has_their_values_as_places() -> None:
    experiment = preset("XOR")
    theta = Run(experiment).theta
    plane = weights_plane(experiment, theta, 1, 40)
    assert plane.places(theta[None])[0] == pytest.approx(theta[[1, 40]])
    moved = plane.at(np.array([2.0, -3.0]))
    assert moved[[1, 40]].tolist() == [2.0, -3.0]
    assert np.delete(moved, [1, 40]).tolist() == np.delete(theta, [1, 40]).tolist()
    names = ("x₁ → h1.2", "bias of h1.3")  # of 6 units: 12 weights first
    assert weights_plane(experiment, theta, 1, 14).names == names
    with pytest.raises(ValueError, match="two different"):
        weights_plane(experiment, theta, 1, 1)


def test_the_losses_over_a_plane_are_those_of_the_network_there() -> None:
    experiment = preset("Moons")
    _, path = trained(experiment, 5)
    plane = paths_plane([path])
    low, high = around(plane.places(path))
    jobs = jobs_of(experiment, plane, low, high)
    assert sum(len(job.y) for job in jobs if job.fine) == FINE[1]
    coarse = losses_over(jobs[0], Mark())
    assert coarse.losses.shape == COARSE[::-1]
    job = jobs[3]
    rows = losses_over(job, Mark())
    theta = plane.at(np.array([job.x[7], job.y[2]]))
    spec = replace(experiment.network, theta=theta)
    assert rows.losses[2, 7] == pytest.approx(
        Run(replace(experiment, network=spec)).scores().train_loss, rel=1e-12
    )


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["Circles", "Blobs", "Two hills"]), st.integers(0, 1000))
def test_the_downhill_direction_is_that_of_central_differences(name: str, seed: int) -> None:
    experiment = preset(name)
    value = LossAt(experiment)
    random = np.random.default_rng(seed)
    theta = random.standard_normal(experiment.network.parameter_count) * 0.5
    gradient, direction = value.gradient(theta), random.standard_normal(len(theta))
    step = 1e-6
    numeric = (value(theta + step * direction) - value(theta - step * direction)) / (2 * step)
    assert gradient @ direction == pytest.approx(numeric, rel=1e-5, abs=1e-7)


def test_the_loss_holds_no_penalty_and_follows_the_reduction() -> None:
    points = PointSet([[1.0], [2.0]], targets=[[0.0], [0.0]])
    spec = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", theta=(3.0, 0.0), inputs=1)
    for reduction, expected in (("sum", 0.5 * (9 + 36)), ("mean", 0.25 * (9 + 36))):
        experiment = Experiment(points, spec, Plan(l2=5.0, reduction=reduction))  # type: ignore[arg-type]
        assert LossAt(experiment)(np.array([3.0, 0.0])) == expected


def test_it_is_said_how_much_of_a_path_is_a_shadow() -> None:
    run, path = trained(preset("Moons"), 10)
    plane = paths_plane([path])
    said = exactness(plane, run.snapshot(), (("1", path),))
    assert said.in_truth == pytest.approx(run.snapshot().scores.train_loss, rel=1e-12)
    assert said.in_plane != said.in_truth
    assert 0.5 < said.shares[0][1] < 1.0


@pytest.mark.parametrize(("low", "high"), [(0.068, 3.1), (0.001, 50.0), (0.5, 0.6), (0.0, 2.0), (1e-12, 1.0)])
def test_contours_are_about_twenty_round_numbers_within_the_range(low: float, high: float) -> None:
    found = levels(low, high)
    assert 8 <= len(found) <= 27
    assert all(low <= level <= high for level in found)
    assert list(found) == sorted(set(found))
    for level in found:
        assert len(f"{level:.12g}".replace(".", "").strip("0").split("e")[0]) <= 3


def test_there_are_no_contours_where_the_loss_is_no_number_or_flat() -> None:
    assert levels(math.nan, 1.0) == levels(1.0, 1.0) == levels(0.1, math.inf) == ()
