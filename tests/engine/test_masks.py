from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Narrator
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import schedules

SPEC = NetworkSpec([LayerSpec(4), LayerSpec(3), LayerSpec(1, "Sigmoid")], seed=1)
X = np.random.default_rng(0).normal(0, 1, (30, 2))
POINTS = PointSet(X, (X[:, 0] * X[:, 1] > 0).astype(int))
HEAVY: dict[str, Any] = {"l1": 0.01, "l2": 0.1, "penalize_biases": True, "clip": 0.5}


def run_of(spec=SPEC, optimizer="AdamW", **plan):
    return Run(Experiment(POINTS, spec, Plan(optimizer, 0.05, 7, **plan)))


def trained(run, epochs=3):
    for _ in range(epochs):
        run.epoch()
    return run


def adjusted(run, spec):
    run.adjust(replace(run.experiment, network=spec))
    return run


@pytest.mark.parametrize("optimizer", optimizers.names())
@pytest.mark.parametrize("plan", [{}, HEAVY], ids=["plain", "penalty and clip"])
def test_that_a_frozen_layer_does_not_move_and_the_others_do(optimizer, plan):
    run = trained(run_of(SPEC, optimizer, **plan))
    before = SPEC.weights(run.theta.copy())

    trained(adjusted(run, SPEC.with_frozen_layer(1, True)))

    after = SPEC.weights(run.theta)
    assert [np.array_equal(W, V) for (W, _), (V, _) in zip(before, after, strict=True)] == [False, True, False]
    assert [np.array_equal(b, c) for (_, b), (_, c) in zip(before, after, strict=True)] == [False, True, False]


@pytest.mark.parametrize("optimizer", optimizers.names())
def test_that_a_frozen_edge_alone_does_not_move(optimizer):
    run, edge = trained(run_of(SPEC, optimizer, **HEAVY)), SPEC.weight_index(1, 2, 0)
    before = run.theta.copy()

    trained(adjusted(run, SPEC.with_frozen(edge, True)))

    assert np.flatnonzero(run.theta == before).tolist() == [edge]


@pytest.mark.parametrize("optimizer", optimizers.names())
def test_that_a_cut_edge_is_zero_at_once_and_stays_zero(optimizer):
    run, edge = trained(run_of(SPEC, optimizer, **HEAVY)), SPEC.weight_index(0, 1, 3)
    before = run.theta.copy()

    adjusted(run, SPEC.with_cut(edge, True))
    assert run.theta[edge] == 0.0
    assert np.array_equal(np.delete(run.theta, edge), np.delete(before, edge))
    trained(run)

    assert run.theta[edge] == 0.0
    assert np.flatnonzero(run.theta == 0.0).tolist() == [edge]


def test_that_an_edge_joined_again_learns_on_from_zero():
    edge = SPEC.weight_index(0, 0, 0)
    run = trained(run_of(SPEC.with_cut(edge, True), "SGD"))

    adjusted(run, SPEC)
    assert run.theta[edge] == 0.0
    trained(run)

    assert run.theta[edge] != 0.0


def test_that_what_is_cut_starts_at_zero_and_cannot_be_placed():
    edge = SPEC.weight_index(2, 1, 0)
    run = run_of(SPEC.with_cut(edge, True))

    assert run.theta[edge] == 0.0
    run.place(np.ones(run.theta.size))

    assert run.theta[edge] == 0.0
    assert run.theta.sum() == run.theta.size - 1
    assert replace(SPEC, theta=np.ones(SPEC.parameter_count), cut=(edge,)).first_theta()[edge] == 0.0


def test_that_biases_kept_fast_and_masks_add_up():
    spec = replace(SPEC, train_biases=False, frozen_layers=(2,), cut=(0,), frozen=(5,))
    free = spec.free()
    assert free is not None

    assert SPEC.free() is None
    W1, W2, W3 = (W for W, _ in spec.weights(free))
    assert W1.ravel().tolist() == [0, 1, 1, 1, 1, 0, 1, 1]
    assert W2.all()
    assert not W3.any()
    assert not any(b.any() for _, b in spec.weights(free))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("frozen_layers", [3], r"frozen_layers is 3; allowed is a whole number from 0 to 2"),
        ("frozen_layers", 1, r"frozen_layers is 1; give a list of whole numbers from 0 to 2"),
        ("frozen", [-1], r"frozen is -1; allowed is a whole number from 0 to 30"),
        ("frozen", [1.5], r"frozen is 1.5; allowed is a whole number"),
        ("cut", [31], r"cut is 31; allowed is a whole number from 0 to 30"),
        ("cut", [8], r"cut holds 8, which is the place of a bias; only weights can be cut"),
        ("train_biases", "no", r"train_biases is 'no'; allowed are True and False"),
        ("theta", [np.nan] * 31, r"theta holds nan; every parameter must be a finite number"),
        ("theta", "many", r"theta is 'many'; give a list of numbers"),
        ("layers", 3, r"layers is 3; give a list of LayerSpec"),
    ],
)
def test_that_wrong_masks_are_refused(field, value, says):
    with pytest.raises(ValueError, match=says):
        replace(SPEC, **{field: value})


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("l1", -1.0, "l1 is -1.0; allowed is a number from 0"),
        ("clip", 0.0, "clip is 0.0; allowed is a number from 1e-09"),
        ("penalize_biases", 1, "penalize_biases is 1; allowed are True and False"),
        ("schedule", "Linear", "unknown schedule 'Linear'; choose one of Constant, StepDecay, Exponential, Cosine"),
    ],
)
def test_that_a_wrong_plan_is_refused(field, value, says):
    with pytest.raises(ValueError, match=says):
        Plan(**{field: value})


def test_that_a_place_of_the_wrong_shape_and_a_part_of_the_wrong_kind_are_refused():
    with pytest.raises(ValueError, match=r"theta has shape \(3,\); this network has \(31,\) parameters"):
        run_of().place([1, 2, 3])
    with pytest.raises(ValueError, match="network is None; give a NetworkSpec"):
        replace(run_of().experiment, network=None)
    with pytest.raises(ValueError, match="x is 'a'; give rows of 2 numbers"):
        run_of().predict("a")
    with pytest.raises(ValueError, match="no training points, so there is no gradient to check"):
        Run(Experiment(PointSet(np.zeros((0, 2)), []), SPEC)).check_gradient()


def test_that_masks_move_along_with_their_edges():
    frozen, cut = SPEC.weight_index(1, 3, 2), SPEC.weight_index(0, 1, 2)
    held = replace(SPEC, frozen=(frozen, SPEC.bias_index(2, 0)), cut=(cut,), frozen_layers=(1,))

    wider = held.with_units(0, 6)
    assert wider.cut == (wider.weight_index(0, 1, 2),)
    assert wider.frozen == (wider.weight_index(1, 3, 2), wider.bias_index(2, 0))
    assert wider.frozen_layers == (1,)
    narrower = held.with_units(0, 2)
    assert narrower.cut == ()
    assert narrower.frozen == (narrower.bias_index(2, 0),)
    deeper = held.with_layer_before(2)
    assert deeper.frozen_layers == (1,)
    assert deeper.cut == (deeper.weight_index(0, 1, 2),)
    featured = held.with_features(["X2", "X1Squared"])
    assert featured.cut == (featured.weight_index(0, 0, 2),)
    assert held.with_activation(0, "ReLU").frozen == held.frozen
    assert held.with_cut(cut, False).with_frozen(frozen, False).with_frozen_layer(1, False).free() is not None


def test_that_a_frozen_edge_stays_frozen_when_the_network_grows():
    edge = SPEC.weight_index(1, 3, 2)
    run = trained(run_of(SPEC.with_frozen(edge, True)))
    value = run.theta[edge]

    adjusted(run, run.experiment.network.with_units(0, 6))
    trained(run)

    (place,) = run.experiment.network.frozen
    assert run.theta[place] == value


@pytest.mark.parametrize("optimizer", optimizers.names())
@pytest.mark.parametrize("schedule", schedules.names())
def test_that_resuming_is_exact_with_every_optimizer_and_schedule(optimizer, schedule):
    spec = replace(SPEC, frozen_layers=(1,), cut=(3,), features=("X1X2", "SinX1"))
    plan = {**HEAVY, "schedule": {"name": schedule, **({"every": 2} if schedule == "StepDecay" else {})}}
    whole, first = run_of(spec, optimizer, **plan), run_of(spec, optimizer, **plan)
    trained(whole, 5)
    trained(first, 2)
    first.batch()

    resumed = run_of(SPEC).resume(first.snapshot())
    trained(resumed, 3)

    assert resumed.epochs == whole.epochs == 5
    assert resumed.theta.tobytes() == whole.theta.tobytes()
    assert resumed.descent.memory.tobytes() == whole.descent.memory.tobytes()
    assert resumed.grad.tobytes() == whole.grad.tobytes()
    again = trained(run_of(spec, optimizer, **plan), 5)
    assert again.theta.tobytes() == whole.theta.tobytes()


def test_that_a_schedule_sets_the_rate_of_each_epoch():
    plan = {"name": "Exponential", "gamma": 0.5}
    fast, slow = run_of(SPEC, "SGD", schedule=plan), run_of(SPEC, "SGD")
    trained(fast, 1)
    trained(slow, 1)
    assert fast.theta.tobytes() == slow.theta.tobytes()

    trained(fast, 1)
    slow.adjust(replace(slow.experiment, plan=replace(slow.experiment.plan, learning_rate=0.025)))
    trained(slow, 1)

    assert fast.theta.tobytes() == slow.theta.tobytes()
    assert fast.walk().experiment.plan.rate(2) == 0.0125


@pytest.mark.parametrize("change", [
    {"activation": (0, "ReLU")}, {"loss": "SquaredError"}, {"train_biases": False}, {"frozen_layers": (0,)},
    {"frozen": (1, 2)}, {"cut": (4,)}, {"initializer": "He"},
], ids=str)  # fmt: skip
def test_that_a_knob_without_new_weights_keeps_weights_and_memory(change):
    run = trained(run_of())
    theta, memory = run.theta.copy(), run.descent.memory.copy()
    if "activation" in change:
        spec = SPEC.with_activation(*change["activation"])
    else:
        spec = SPEC.with_loss(change["loss"]) if "loss" in change else replace(SPEC, **change)

    adjusted(run, spec)

    theta[list(spec.cut)] = 0.0
    assert np.array_equal(run.theta, theta)
    assert np.array_equal(run.descent.memory, memory)
    assert run.epochs == 3


def test_that_the_check_counts_what_it_cannot_check():
    dead = replace(SPEC.with_activation(0, "ReLU"), theta=np.r_[np.zeros(8), -np.ones(4), np.ones(19)])
    kinked = NetworkSpec([LayerSpec(1, "ReLU"), LayerSpec(1, "Sigmoid")], theta=[1, 0, 0, 1, 0])

    check = run_of(dead).check_gradient()
    assert (check.at_kinks, check.too_small) >= (0, 12)
    assert check.checked + check.too_small == 31
    at_corner = Run(Experiment(PointSet([[0, 1], [1, 1]], [0, 1]), kinked)).check_gradient()
    assert at_corner.at_kinks == 2  # the bias and the second weight lift the first point over the corner
    assert float(at_corner) == at_corner.error < 1e-6


def test_that_a_weight_at_zero_is_a_kink_of_the_l1_penalty():
    spec = replace(SPEC, theta=np.zeros(31))

    assert run_of(spec, l1=0.1).check_gradient().at_kinks == 8 + 12 + 3
    assert run_of(spec, l1=0.1, penalize_biases=True).check_gradient().at_kinks == 31
    assert run_of(spec).check_gradient().at_kinks == 0


@pytest.mark.parametrize("plan", [{"l1": 0.1}, {"l1": 0.1, "l2": 0.2}, {"l2": 0.2, "penalize_biases": True}], ids=str)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_that_penalties_are_a_number_of_their_own_and_part_of_the_gradient(plan, reduction):
    run = run_of(SPEC, **plan, reduction=reduction)
    w = run.theta if plan.get("penalize_biases") else run.theta * SPEC.is_weight()

    assert run.scores().train_loss == run_of(SPEC, reduction=reduction).scores().train_loss  # of the data alone
    expected = plan.get("l1", 0.0) * np.sum(np.abs(w)) + 0.5 * plan.get("l2", 0.0) * np.sum(w**2)
    assert run.scores().penalty == pytest.approx(expected)
    assert run.check_gradient() < 1e-6


def test_that_the_last_gradient_is_what_was_followed():
    run = run_of(SPEC.with_frozen_layer(0, True), "SGD", clip=0.01, l2=0.3)
    before = run.theta.copy()

    run.batch()

    assert run.theta == pytest.approx(before - 0.05 * run.grad, abs=1e-15)
    assert np.linalg.norm(run.grad) == pytest.approx(0.01)
    assert not run.grad[:12].any()


CASES: dict[str, tuple[NetworkSpec, dict[str, Any]]] = {
    "clipped, L1": (SPEC, {"optimizer": "SGD", "clip": 0.01, "l1": 0.02}),
    "both penalties, biases too": (SPEC, {"optimizer": "Nesterov", **HEAVY}),
    "held": (replace(SPEC, frozen_layers=(0,), frozen=(13,), cut=(14,)), {"optimizer": "Momentum", "l2": 0.1}),
    "held, SGD": (replace(SPEC, frozen=(1, 30)), {"optimizer": "SGD"}),
    "AdamW on features": (replace(SPEC, features=("X1X2", "SinX1")), {"optimizer": "AdamW", "schedule": "Cosine"}),
    "hinge": (SPEC.with_loss("Hinge"), {"optimizer": "RMSProp", "schedule": "Exponential"}),
    "Huber": (SPEC.with_loss("Huber"), {"optimizer": "AdaGrad"}),
}


@pytest.mark.parametrize("name", CASES)
def test_that_a_walk_is_told_with_the_numbers_of_the_update(name):
    spec, plan = CASES[name]
    run = trained(run_of(spec, **plan), 2)
    narrator = Narrator(run.walk())
    run.batch()
    theta = narrator.walk.before.theta.copy()

    for index in range(len(narrator.operations)):
        told, op = narrator.tell(index), narrator.operations[index]
        assert not any(sign in term.caption for term in told.terms for sign in "\\{}"), told.terms
        if op.move != "update":
            continue
        place = op.layer, op.unit, op.source
        theta[narrator.recorded.theta_index(*place)] = told.result
        assert narrator.recorded.old_value(*place) + told.arithmetic[-1].value == told.result
        followed = [line.value for line in told.arithmetic if line.symbol == "g"][-1]
        assert followed == narrator.recorded.used_gradient(*place)
        if narrator.recorded.is_held(*place):
            assert "held" in told.sentence
        along = narrator.loss_along(index, 5)
        assert along is not None
        middle = len(along.at) // 2
        steep = (along.tangent[middle + 1] - along.tangent[middle]) / (along.at[middle + 1] - along.at[middle])
        assert steep == pytest.approx(narrator.recorded.penalized_gradient(*place), abs=1e-9)
    assert np.array_equal(theta, narrator.walk.theta)
    assert np.array_equal(theta, run.theta)
