"""Paths of runs, the part of the plane that is shown, and what is missing for a landscape."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.landscape.losses import (
    COARSE,
    FINE,
    MOST_WORK,
    Exactness,
    LossAt,
    fine_grid,
    jobs_of,
    losses_over,
    work_of,
)
from mlpviz.engine.landscape.paths import MOST_POINTS, moved_most, path_of
from mlpviz.engine.landscape.relief import Relief, Relieving
from mlpviz.engine.landscape.story import downhill, in_plane, in_words
from mlpviz.engine.landscape.survey import ALL_HELD, AT_ONCE, NO_NUMBERS, TOO_FEW, Request, missing, survey, widened
from mlpviz.engine.pool import Mark
from mlpviz.engine.reports import report, training
from mlpviz.engine.run import Run
from mlpviz.nn.losses import losses as kinds_of_loss


def history_of(experiment: Experiment, epochs: int) -> tuple[Run, History]:
    run, history = Run(experiment, arithmetic="layers"), History()
    history.begin(report(run, []).snapshot)
    for progress in training(run, epochs):
        history.add(progress)
    return run, history


def request_of(run: Run, history: History, kind: str, **more: object) -> Request:
    path = path_of(history, "run")
    assert path is not None
    return Request(kind, run.experiment, run.theta.copy(), (path,), **more)  # type: ignore[arg-type]


def test_a_path_has_the_parameters_of_its_epochs_and_cut_weights_at_0() -> None:
    run, history = history_of(preset("XOR", per_class=5), 6)
    path = path_of(history, "run", 2)
    assert path is not None
    assert path.dash == 2
    for frame in history.keyframes:
        at = path.epochs.tolist().index(frame.epoch)
        assert path.thetas[at].tolist() == frame.theta.tolist()
    assert path.thetas[-1].tolist() == run.theta.tolist()
    run.adjust(replace(run.experiment, network=run.experiment.network.with_cut(3, True)))
    history.add(replace(report(run, []), changed=True))
    again = path_of(history, "run")
    assert again is not None
    assert not again.thetas[:, 3].any()
    assert np.delete(again.thetas, 3, axis=1)[0].tolist() == np.delete(path.thetas, 3, axis=1)[0].tolist()


def test_a_path_begins_anew_with_another_shape_and_stays_short() -> None:
    run, history = history_of(preset("XOR", per_class=5), 450)
    long = path_of(history, "run")
    assert long is not None
    assert len(long.epochs) <= MOST_POINTS + 2
    assert (long.epochs[0], long.epochs[-1]) == (0, 450)
    assert (np.diff(long.epochs) > 0).all()
    run.adjust(replace(run.experiment, network=run.experiment.network.with_units(0, 3)))
    history.add(replace(report(run, []), changed=True))
    short = path_of(history, "run")
    assert short is not None
    assert short.thetas.shape == (1, run.theta.size)


def test_a_run_that_diverged_has_a_path_up_to_where_it_ran_away() -> None:
    points = PointSet([[1.0], [2.0]], targets=[[1.0], [2.0]])
    spec = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", inputs=1)
    experiment = Experiment(points, spec, Plan("SGD", 0.9, 4, engine="layers"))
    run, history = history_of(experiment, 600)
    path, value = path_of(history, "run"), LossAt(experiment)
    assert path is not None
    assert not run.snapshot().finite
    assert path.diverged
    assert path.epochs.tolist() == [0, 1, 2, 3]
    assert value(path.thetas[-1]) <= 100 * value(path.thetas[0]) < value(history.keyframes[4].theta)
    request = Request("paths", experiment, run.theta.copy(), (path,))
    assert missing(request) == ""
    first = replace(path, thetas=path.thetas[:1], epochs=path.epochs[:1])
    assert missing(replace(request, paths=(first,))) == AT_ONCE


@pytest.mark.parametrize("kind", list(kinds_of_loss), ids=[kind.__name__ for kind in kinds_of_loss])
def test_every_loss_has_a_landscape_in_every_plane(kind: type) -> None:
    linear = {"CrossEntropy": "Sigmoid", "Hinge": "Linear"}.get(kind.__name__, "Sigmoid")
    points = PointSet([[0, 0], [0, 1], [1, 0], [1, 1]], labels=[0, 1, 1, 0])
    spec = NetworkSpec((LayerSpec(3, "Tanh"), LayerSpec(2, "ReLU"), LayerSpec(1, linear)), loss=kind.__name__, seed=4)
    run, history = history_of(Experiment(points, spec, Plan("SGD", 0.1, 2)), 8)
    for plane in ("paths", "random", "weights"):
        request = request_of(run, history, plane, pair=(0, 5), aspect=1.3)
        assert missing(request) == ""
        found = survey(request, Mark())
        low, high = found.corners
        assert (high - low)[0] == pytest.approx(1.3 * (high - low)[1])
        jobs = [job for job in jobs_of(run.experiment, found.plane, low, high) if not job.fine]
        relief = Relieving(jobs).take(losses_over(jobs[0], Mark()))
        assert relief is not None
        theta = found.plane.at(np.array([relief.x[7], relief.y[3]]))
        placed = replace(run.experiment, network=replace(spec, theta=theta))
        assert relief.losses[3, 7] == pytest.approx(Run(placed).scores().train_loss, rel=1e-12)
        assert relief.at(np.array([relief.x[7], relief.y[3]])) == pytest.approx(relief.losses[3, 7], rel=1e-9)


def test_the_coarse_grid_never_takes_the_place_of_the_fine_one() -> None:
    run, history = history_of(preset("XOR", per_class=3), 2)
    found = survey(request_of(run, history, "paths"), Mark())
    jobs = jobs_of(run.experiment, found.plane, *found.corners)
    small = [replace(job, y=job.y[:1]) if job.fine else job for job in jobs]
    small = [replace(job, row=at) for at, job in enumerate(job for job in small if job.fine)] + [jobs[0]]
    relieving = Relieving(small)
    found_reliefs = [relieving.take(losses_over(job, Mark())) for job in small]
    assert [None if one is None else one.fine for one in found_reliefs] == [*[None] * (len(small) - 2), True, None]


def test_shades_and_contours_follow_the_logarithm_where_losses_differ_much() -> None:
    x, y = np.linspace(0.0, 4.0, 41), np.linspace(0.0, 1.0, 11)
    relief = Relief(x, y, np.broadcast_to(10.0 ** (x - 2), (11, 41)), True)
    assert relief.logarithmic
    assert relief.limits == pytest.approx((0.01, 100.0))
    assert relief.shares(np.array([0.01, 1.0, 100.0])) == pytest.approx([0.0, 0.5, 1.0])
    for level, lines in relief.contours:
        for line in lines:
            assert line[:, 0] == pytest.approx(2 + np.log10(level))
    holed = Relief(x, y, np.where(np.arange(41) == 20, np.nan, relief.losses), True)
    assert np.isnan(holed.shares(holed.losses)[:, 20]).all()
    assert all((np.abs(line[:, 0] - 2.0) >= 0.099).all() for _, lines in holed.contours for line in lines)
    flat = Relief(x, y, np.ones((11, 41)), True)
    assert flat.contours == ()
    assert flat.shares(flat.losses).max() == 0.0


def test_what_is_missing_is_said() -> None:
    run, history = history_of(preset("XOR", per_class=3), 1)
    request, spec = request_of(run, history, "weights"), run.experiment.network
    weights = np.flatnonzero(spec.is_weight()).tolist()
    held = replace(spec, frozen_layers=tuple(range(len(spec.layers))))
    assert missing(replace(request, kind="random", experiment=replace(run.experiment, network=held))) == ALL_HELD
    assert missing(replace(request, kind="random", theta=np.full(run.theta.size, np.nan))) == NO_NUMBERS
    one = NetworkSpec((LayerSpec(1, "Sigmoid"),), cut=(0, 1))
    alone = replace(run.experiment, network=one)
    assert missing(replace(request, experiment=alone, theta=np.zeros(3))) == TOO_FEW
    path = request.paths[0]
    moved = np.abs(path.thetas[-1] - path.thetas[0])
    assert moved_most(path, spec, 2) == sorted(weights, key=lambda index: -moved[index])[:2]


def test_downhill_leaves_the_penalty_out_and_is_minus_the_gradient_within_the_plane() -> None:
    experiment = replace(preset("XOR", per_class=5), plan=Plan("SGD", 0.1, 5, l2=0.3))
    run, history = history_of(experiment, 3)
    found = survey(request_of(run, history, "weights", pair=(2, 6)), Mark())
    value = LossAt(experiment)
    direction = downhill(found.plane, run.snapshot())
    for axis, index in enumerate((2, 6)):
        step = np.zeros(run.theta.size)
        step[index] = 1e-6
        slope = (value(run.theta + step) - value(run.theta - step)) / 2e-6
        assert direction[axis] == pytest.approx(-slope, rel=1e-5, abs=1e-8)


def test_how_exact_it_is_is_said_with_digits_that_tell_the_losses_apart() -> None:
    said = in_words(Exactness((("5 Adam", 0.992), ("1 SGD", 0.31)), 0.16904, 0.15402), 42, ["3 Units"])
    assert said == (
        "The plane holds 99 % of the path of 5 Adam and 31 % of 1 SGD. At epoch 42 the loss is 0.169 in "
        "the plane, 0.154 in truth. Dotted: less than half lies in it. No path of 3 Units: another shape "
        "of network."
    )
    assert "the loss is 0.1001 in the plane, 0.1002 in truth" in in_words(Exactness((), 0.1001, 0.1002), 3)
    nearly = in_words(Exactness((("5 Adam", 0.4968), ("1 SGD", 0.4)), 0.1, 0.1), 0)
    assert "holds 49.68 % of the path of 5 Adam and 40 % of 1 SGD. " in nearly  # dotted, so not "50 %"
    assert in_words(Exactness((), 0.1, 0.1), 0) == "At epoch 0 the loss is 0.100, in the plane and in truth."


def test_a_part_of_the_plane_grows_to_the_shape_of_the_picture_around_its_middle() -> None:
    low, high = widened((np.array([0.0, 0.0]), np.array([2.0, 4.0])), 2.0)
    assert (low.tolist(), high.tolist()) == ([-3.0, 0.0], [5.0, 4.0])


def test_a_large_network_has_a_smaller_grid_and_its_loss_in_the_plane_is_read_from_it() -> None:
    small = preset("XOR", per_class=5)
    assert fine_grid(small) == FINE
    wide = tuple(LayerSpec(256, "ReLU") for _ in range(3))
    network, points = NetworkSpec((*wide, small.network.layers[-1])), preset("XOR", per_class=800).points
    large = replace(small, network=network, points=points)
    columns, rows = fine_grid(large)
    assert COARSE < (columns, rows) < FINE
    assert columns * rows * work_of(large) == pytest.approx(MOST_WORK, rel=0.05)
    run, history = history_of(small, 3)
    found = survey(request_of(run, history, "paths"), Mark())
    place = found.plane.places(run.theta[None])[0]
    assert in_plane(None, found.plane, run.snapshot()) == LossAt(small)(found.plane.at(place))
    many = replace(run.snapshot(), experiment=large)
    grid = np.linspace(place[0] - 1, place[0] + 1, 3), np.linspace(place[1] - 1, place[1] + 1, 3)
    relief = Relief(*grid, np.arange(9.0).reshape(3, 3), True)
    assert in_plane(relief, found.plane, many) == pytest.approx(4.0)
    assert "the loss is about 4.000 in the plane" in in_words(Exactness((), 4.0, 3.0), 3, read=True)
