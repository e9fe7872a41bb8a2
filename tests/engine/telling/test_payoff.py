"""What an update was good for, against published numbers and against losses worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.payoff import payoff_between, payoff_of
from mlpviz.nn.optimizers import Momentum


def parabola(rate, **more):
    """E = w² at w = 1, whose gradient is 2."""
    network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError", inputs=1, theta=[1.0, 0.0],
                          train_biases=False)  # fmt: skip
    return Experiment(PointSet([[1.0]], targets=[[0.0]]), network, Plan(learning_rate=rate, batch_size=1, **more))


def payoff(experiment):
    return payoff_of(Run(experiment).walk())


def test_that_the_payoff_of_mazur_is_the_published_error_after_the_update():
    found = payoff(example("mazur").experiment)

    assert f"{found.before:.9f}" == "0.298371109"
    assert f"{found.after:.9f}" == "0.291027774"  # recomputed with all digits; Mazur prints 0.291027924
    gradient = np.array([0.000438568, 0.000877135, 0.000497713, 0.000995425,
                         0.082167041, 0.082667628, -0.022602540, -0.022740242])  # fmt: skip
    assert found.foreseen == pytest.approx(-0.5 * float(gradient @ gradient), abs=1e-9)
    assert found.title == "Update 1 kept"
    assert found.ground is None  # a single point
    assert found.sentence == (
        "The loss of this sample fell from 0.298371109 to 0.291027774 (−0.0073); the gradient predicted −0.0073. "
        "The loss followed the straight line of the gradient: for that, the step was short enough.")


def test_that_a_step_that_is_too_long_is_said_to_be_and_where_it_should_have_ended():
    # With rate 3, w goes from 1 to 1 − 3 · 2 = −5: E along the step is (1 − 6s)², lowest at s = 1/6.
    found = payoff(parabola(3.0))

    assert (found.before, found.after, found.predicted) == (1.0, 25.0, -11.0)
    np.testing.assert_allclose(found.losses, (1.0 - 6.0 * found.shares) ** 2, rtol=0, atol=1e-12)
    assert (found.shares[0], found.shares[-1]) == (-0.25, 1.5)
    assert found.verdict == "The loss of this sample rose."
    assert found.remark == ("The step was too long: the loss is curved, and a straight line no longer follows it. "
                            "It is lowest after about 0.16 of this step.")


@pytest.mark.parametrize(("rate", "remark"), [
    # 99 % of what was predicted
    (0.01, "The loss followed the straight line of the gradient: for that, the step was short enough."),
    (0.25, "It fell by 75 % of what the gradient predicted: the loss is curved."),  # w = 0.5, −0.75 for −1
    (0.6, "It fell by 40 % of what the gradient predicted: the loss is curved. "  # w = −0.2, −0.96 for −2.4
          "It is lowest after about 0.84 of this step."),
])  # fmt: skip
def test_that_it_is_told_how_much_of_the_prediction_came_true(rate, remark):
    assert payoff(parabola(rate)).remark == remark


def test_that_a_loss_that_bends_downwards_falls_by_more_than_predicted():
    # ½σ(w)² is flat at w = 5, and steeper on the way down.
    network = NetworkSpec([LayerSpec(1, "Sigmoid")], loss="SquaredError", inputs=1, theta=[5.0, 0.0],
                          train_biases=False)  # fmt: skip
    found = payoff(Experiment(PointSet([[1.0]], targets=[[0.0]]), network, Plan(learning_rate=300.0, batch_size=1)))

    a = 1.0 / (1.0 + np.exp(-5.0))
    step = -300.0 * a * a * (1.0 - a)
    real = 0.5 / (1.0 + np.exp(-5.0 - step)) ** 2 - 0.5 * a * a
    share = real / (step * a * a * (1.0 - a))
    assert share > 1.1
    assert f"It fell by {100 * share:.0f} % of what the gradient predicted: it bends downwards" in found.remark


def test_that_a_step_against_the_gradient_tells_who_made_it():
    # The speed of −10 goes on: v = 0.9 · (−10) + 2 = −7, so w becomes 1 + 0.7 and E 2.89; a line gives 1 + 2 · 0.7.
    run = Run(parabola(0.1, optimizer=Momentum(momentum=0.9)))
    found = payoff_of(run.resume(replace(run.snapshot(), memory=np.array([[-10.0, 0.0]]))).walk())

    assert (found.before, found.after, found.predicted) == pytest.approx((1.0, 2.89, 2.4))
    assert found.remark == (
        "The step does not go down the gradient of this sample: the optimizer remembers earlier batches.")
    pulled = payoff(parabola(0.1, l2=0.5))
    assert pulled.not_straight == "the penalty pulls too"
    assert pulled.predicted == pytest.approx(1.0 + 2.0 * -0.25)  # the step follows 2 + 0.5, the loss has 2 alone


def test_that_a_loss_that_is_no_number_any_more_is_called_so():
    points = PointSet([[1e80]], targets=[[0.0]])
    found = payoff(replace(parabola(1.0), points=points))

    assert not np.isfinite(found.after)
    assert found.sentence == "The loss of this sample is no longer a finite number. " \
        "The step was far too long: the learning rate is too high."
    assert np.isfinite(found.lowest)


def test_that_an_update_that_changes_nothing_tells_why():
    assert payoff(parabola(0.0)).sentence == "Nothing changed. The learning rate is 0, so every step is 0."
    still = parabola(0.5)
    right = replace(still, points=PointSet([[1.0]], targets=[[1.0]]))
    assert payoff(right).remark == "Every gradient of this sample is 0, so no way leads down."
    held = replace(still, network=replace(still.network, frozen=[0]))
    assert payoff(held).remark.startswith("All weights and biases with a gradient are held")
    assert payoff(parabola(1e-18)).remark == (
        "The step is so small that every weight and bias is rounded to where it was.")
    for experiment in (right, held):
        assert payoff(experiment).verdict == "Nothing changed."


@pytest.mark.parametrize("plan", [
    Plan("SGD", learning_rate=1e-4, batch_size=7), Plan("Adam", learning_rate=1e-5, batch_size=20, l1=0.01),
    Plan("AdamW", learning_rate=1e-5, batch_size=9, reduction="sum"),
    Plan("Nesterov", learning_rate=1e-4, batch_size=6, l2=0.1, clip=0.05),
])
@pytest.mark.parametrize("name", ["Blobs", "Two hills", "Sine"])
def test_that_the_prediction_is_the_slope_of_the_curve_at_its_beginning(plan, name):
    run = Run(replace(preset(name, per_class=10), plan=plan))
    run.one_update()
    found = payoff_of(run.walk())

    here = int(np.flatnonzero(found.shares == 0.0)[0])
    slope = (found.losses[here + 1] - found.losses[here - 1]) / (found.shares[here + 1] - found.shares[here - 1])
    assert found.foreseen == pytest.approx(slope, rel=1e-3)
    assert found.ground is not None


def test_that_several_updates_are_judged_by_all_train_points_and_predicted_by_none():
    run = Run(preset("Blobs", per_class=10))
    before = run.snapshot()
    run.epoch()
    after = run.snapshot()

    found = payoff_between(before, after)

    assert (found.before, found.after) == (before.scores.train_loss, after.scores.train_loss)
    assert found.predicted is None
    assert found.foreseen is None
    assert found.updates == math.ceil(before.experiment.points.train_count / before.experiment.plan.batch_size) > 1
    assert len(found.indices) == before.experiment.points.train_count
    assert found.title == f"{found.updates} updates kept"
    assert "The loss of all train points fell from" in found.sentence
    assert "predicted −" not in found.sentence
    assert payoff_between(after, after).verdict == "Nothing changed."


def test_that_a_large_batch_has_a_coarser_curve_with_the_same_ends():
    experiment = preset("XOR", per_class=400)
    large = replace(experiment, plan=replace(experiment.plan, batch_size=2000),
                    network=NetworkSpec([LayerSpec(64), LayerSpec(64), LayerSpec(1, "Sigmoid")]))  # fmt: skip
    walk = Run(large).walk()
    found = payoff_of(walk)

    assert len(found.shares) < len(payoff(experiment).shares)
    assert {-0.25, 0.0, 1.0, 1.5} <= set(found.shares.tolist())
    assert found.before == walk.loss
