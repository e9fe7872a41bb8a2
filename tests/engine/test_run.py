from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.build import network_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run, grown
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.order import orders
from mlpviz.nn.schedules import schedules

MAZUR = [0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60]
PLANS = [
    Plan("SGD", 0.1, 1),
    Plan("SGD", 0.1, 7, l2=0.01),
    Plan("Adam", 0.01, 10),
    Plan("Adam", 0.01, 13, l2=0.003, seed=5),
    Plan("SGD", 0.001, 1000, reduction="sum", l2=0.1),
]


def mazur(**choices):
    network = NetworkSpec(
        [LayerSpec(2, "Sigmoid"), LayerSpec(2, "Sigmoid")], loss="SquaredError", theta=MAZUR, **choices
    )
    return Experiment(PointSet([[0.05, 0.10]], targets=[[0.01, 0.99]]), network, Plan("SGD", 0.5, 1))


def small(name="XOR", plan=None, **recipe):
    experiment = preset(name, per_class=20, **recipe)
    return experiment if plan is None else replace(experiment, plan=plan)


def trained(experiment, epochs):
    run = Run(experiment)
    for _ in range(epochs):
        run.epoch()
    return run


def same(one, other):
    """Whether two snapshots hold the same numbers, bit for bit."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("theta", "theta_before", "grad", "memory")
    ) and (one.epoch, one.batch, one.updates, one.scores) == (other.epoch, other.batch, other.updates, other.scores)


class TestPublishedNumbers:
    def test_that_one_update_gives_the_digits_of_mazur(self):
        run = Run(mazur(train_biases=False))
        assert run.scores().train_loss == pytest.approx(0.298371109, abs=1e-9)
        assert run.predict([[0.05, 0.10]])[0] == pytest.approx([0.751365070, 0.772928465], abs=1e-9)

        run.epoch()

        weights = [W.T.ravel() for W, _ in run.experiment.network.weights(run.theta)]
        assert np.concatenate(weights) == pytest.approx(
            [0.149780716, 0.199561432, 0.249751144, 0.299502287, 0.358916480, 0.408666186, 0.511301270, 0.561370121],
            abs=1e-9,
        )
        assert run.scores().train_loss == pytest.approx(0.291027773693599, abs=1e-15)
        assert run.predict([[0.05, 0.10]])[0] == pytest.approx([0.742088111, 0.775284968], abs=1e-9)

    def test_that_the_gradients_of_mazur_have_his_digits(self):
        (first, _), (second, _) = mazur().network.weights(Run(mazur()).snapshot().grad)

        assert second.T.ravel() == pytest.approx([0.082167041, 0.082667628, -0.022602540, -0.022740242], abs=1e-9)
        assert first.T.ravel() == pytest.approx([0.000438568, 0.000877135, 0.000497713, 0.000995425], abs=1e-9)

    def test_that_ten_thousand_updates_bring_mazur_to_a_small_error(self):
        run = trained(mazur(train_biases=False), 10_000)

        assert run.scores().train_loss == pytest.approx(3.510187783e-05, rel=1e-9)
        assert run.predict([[0.05, 0.10]])[0] == pytest.approx([0.015913620, 0.984064274], abs=1e-9)
        assert run.theta[[4, 5, 10, 11]].tolist() == [0.35, 0.35, 0.60, 0.60]

    def test_that_mazur_with_learning_biases_has_its_own_error(self):
        assert trained(mazur(), 1).scores().train_loss == pytest.approx(0.280471446791, abs=1e-12)

    def test_that_the_rectified_units_of_goodfellow_solve_xor_exactly(self):
        network = NetworkSpec(
            [LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")],
            loss="MeanSquaredError",
            theta=[1, 1, 1, 1, 0, -1, 1, -2, 0],
        )
        x = [[0, 0], [0, 1], [1, 0], [1, 1]]
        run = Run(Experiment(PointSet(x, targets=[[0], [1], [1], [0]]), network))

        assert run.predict(x).ravel().tolist() == [0.0, 1.0, 1.0, 0.0]
        assert run.scores().train_loss == 0.0
        run.epoch()
        assert run.theta.tolist() == [1, 1, 1, 1, 0, -1, 1, -2, 0], "nothing is left to learn"

    def test_that_the_best_line_through_xor_is_the_constant_one_half(self):
        x = [[0, 0], [0, 1], [1, 0], [1, 1]]
        network = NetworkSpec([LayerSpec(1, "Linear")], loss="MeanSquaredError")
        run = trained(
            Experiment(PointSet(x, targets=[[0], [1], [1], [0]]), network, Plan("SGD", 0.2, batch_size=4)), 1500
        )

        assert run.theta == pytest.approx([0.0, 0.0, 0.5], abs=1e-9)

    def test_that_the_network_of_zhou_answers_as_printed(self):
        network = NetworkSpec(
            [LayerSpec(2, "Sigmoid"), LayerSpec(1, "Sigmoid")],
            loss="MeanSquaredError",
            theta=[0, 0, 1, 1, 0, 0, 0, 1, 0],
        )
        assert Run(Experiment(PointSet([[2, 3]], targets=[[1]]), network)).predict([[2, 3]])[0, 0] == pytest.approx(
            0.721633, abs=5e-7
        )

    def test_that_alice_has_the_gradient_of_zhou(self):
        network = NetworkSpec(
            [LayerSpec(2, "Sigmoid"), LayerSpec(1, "Sigmoid")],
            loss="MeanSquaredError",
            theta=[1, 1, 1, 1, 0, 0, 1, 1, 0],
        )
        snapshot = Run(Experiment(PointSet([[-2, -1]], targets=[[1]]), network)).snapshot()

        assert snapshot.scores.train_loss == pytest.approx(0.226866, abs=5e-7)
        assert snapshot.grad[network.weight_index(0, 0, 0)] == pytest.approx(0.021470, abs=5e-7)

    def test_that_the_linear_classifier_of_cs231n_loses_as_printed(self):
        # CS231n, "Minimal neural network case study": the very points and weights, then 190 full-batch steps.
        random = np.random.RandomState(0)
        x, labels = np.zeros((300, 2)), np.repeat([0, 1, 2], 100)
        for arm in range(3):
            r, t = np.linspace(0.0, 1, 100), np.linspace(arm * 4, (arm + 1) * 4, 100) + random.randn(100) * 0.2
            x[100 * arm : 100 * (arm + 1)] = np.c_[r * np.sin(t), r * np.cos(t)]
        theta = np.concatenate([0.01 * random.randn(2, 3).ravel(), np.zeros(3)])
        network = NetworkSpec([LayerSpec(3, "Softmax")], theta=theta)

        run = trained(Experiment(PointSet(x, labels), network, Plan("SGD", 1.0, 300, l2=1e-3)), 190)

        assert run.scores().train_loss + run.scores().penalty == pytest.approx(0.786302, abs=5e-7)
        assert run.scores().train_accuracy == pytest.approx(0.49, abs=0.005)


class TestReproducing:
    @pytest.mark.parametrize("plan", PLANS, ids=str)
    def test_that_the_same_experiment_gives_the_same_bits(self, plan):
        assert same(trained(small(plan=plan), 6).snapshot(), trained(small(plan=plan), 6).snapshot())

    def test_that_another_process_gives_the_same_bits(self):
        code = "from mlpviz.engine.experiment import preset; from mlpviz.engine.run import Run\n"
        code += "run = Run(preset('Spiral', noise=0.11))\nfor _ in range(20): run.epoch()\n"
        code += "print(run.theta.tobytes().hex())"

        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

        assert told.strip() == trained(preset("Spiral", noise=0.11), 20).theta.tobytes().hex()

    @pytest.mark.parametrize("seeds", [{"network": 1}, {"plan": 1}, {"recipe": 1}], ids=str)
    def test_that_each_seed_matters(self, seeds):
        plain = small()
        other = small(seed=99) if "recipe" in seeds else plain
        other = replace(
            other,
            network=replace(plain.network, seed=seeds.get("network", 0)),
            plan=Plan("Adam", 0.01, 20, seed=seeds.get("plan", 0)),
        )

        assert not np.array_equal(trained(plain, 2).theta, trained(other, 2).theta)

    def test_that_looking_changes_nothing(self):
        quiet, watched = trained(small(), 3), Run(small())
        for _ in range(3):
            for _ in range(2):
                watched.batch()
                watched.snapshot()
                watched.scores()
                watched.walk()
                watched.predict([[0.0, 1.0]])
                watched.check_gradient()
            while watched.batches != 0:
                watched.batch()

        assert watched.epochs == 3
        assert same(quiet.snapshot(), watched.snapshot())

    @pytest.mark.parametrize("plan", PLANS, ids=str)
    @pytest.mark.parametrize("batches", [0, 1])
    def test_that_resuming_goes_on_as_if_nothing_had_happened(self, plan, batches):
        through, first = trained(small(plan=plan), 7), trained(small(plan=plan), 3)
        for _ in range(batches):
            first.batch()

        second = Run(small("Blobs")).resume(first.snapshot())
        assert same(second.snapshot(), first.snapshot())
        while second.epochs < 7:
            second.batch()

        assert same(second.snapshot(), through.snapshot())

    def test_that_a_snapshot_does_not_follow_the_run(self):
        run = Run(small())
        snapshot = run.snapshot()
        first = snapshot.theta.tobytes()

        run.epoch()

        assert snapshot.theta.tobytes() == first
        for array in (snapshot.theta, snapshot.theta_before, snapshot.grad, snapshot.memory):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0.0


class TestLearning:
    @pytest.mark.parametrize("plan", PLANS, ids=str)
    def test_that_training_follows_a_calculation_written_down_once_more(self, plan):
        """A second way: one hidden layer, formulas straight from the textbook, none of the program's layers."""
        experiment = replace(
            small(), network=NetworkSpec([LayerSpec(5, "Tanh"), LayerSpec(1, "Sigmoid")], seed=3), plan=plan
        )
        points, spec = experiment.points, experiment.network
        x, t = points.x[~points.test], points.labels[~points.test].astype(float)
        theta, m, v, count = spec.first_theta(), 0.0, 0.0, 0
        for epoch in range(3):
            full = plan.batch_size >= len(x)
            order = np.arange(len(x)) if full else orders(len(x), plan.seed, epoch)[0]
            for start in range(0, len(x), plan.batch_size):
                rows = order[start : start + plan.batch_size]
                W1, b1, W2, b2 = theta[:10].reshape(2, 5), theta[10:15], theta[15:20], theta[20]
                h = np.tanh(x[rows] @ W1 + b1)
                delta = 1 / (1 + np.exp(-(h @ W2 + b2))) - t[rows]
                back = np.outer(delta, W2) * (1 - h**2)
                g = np.concatenate([(x[rows].T @ back).ravel(), back.sum(0), h.T @ delta, [delta.sum()]])
                g = g / len(rows) if plan.reduction == "mean" else g
                g = g + plan.l2 * np.concatenate([theta[:10], np.zeros(5), theta[15:20], [0.0]])
                count += 1
                if plan.optimizer.name == "SGD":
                    theta = theta - plan.learning_rate * g
                else:
                    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
                    m_hat, v_hat = m / (1 - 0.9**count), v / (1 - 0.999**count)
                    theta = theta - plan.learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)

        assert trained(experiment, 3).theta == pytest.approx(theta, rel=1e-10, abs=1e-13)

    def test_that_an_epoch_uses_every_training_point_once(self):
        run, seen = Run(small(plan=Plan("SGD", 0.1, 7))), []
        while True:
            seen += run.walk().indices.tolist()
            if run.batch():
                break

        assert sorted(seen) == np.flatnonzero(~run.experiment.points.test).tolist()

    def test_that_test_points_teach_nothing(self):
        experiment = small()
        points = experiment.points
        hidden = PointSet(np.where(points.test[:, None], 0.0, points.x), points.labels, test=points.test)

        assert np.array_equal(trained(experiment, 3).theta, trained(replace(experiment, points=hidden), 3).theta)

    def test_that_biases_held_fast_do_not_move(self):
        experiment = small()
        run = trained(replace(experiment, network=replace(experiment.network, train_biases=False)), 3)

        assert all(not b.any() for _, b in run.experiment.network.weights(run.theta))
        assert any(b.any() for _, b in run.experiment.network.weights(run.snapshot().grad)), "there is a gradient still"

    def test_that_theta_before_is_the_start_of_the_last_epoch(self):
        run, other = trained(small(), 4), trained(small(), 3)

        assert np.array_equal(run.theta_before, other.theta)

    def test_that_theta_before_of_a_single_update_is_the_theta_before_it(self):
        run = trained(small(), 2)
        run.batch()
        before = run.theta.copy()

        run.one_update()

        assert np.array_equal(run.theta_before, before)

    def test_that_the_penalty_is_apart_from_the_loss_and_part_of_the_gradient(self):
        plain, heavy = Run(small(plan=Plan(l2=0.0))), Run(small(plan=Plan(l2=0.5)))
        weights = plain.theta[plain.experiment.network.is_weight() > 0]

        assert heavy.scores().train_loss == plain.scores().train_loss
        assert heavy.scores().penalty == pytest.approx(0.25 * np.sum(weights**2))
        assert heavy.check_gradient() < 1e-6
        assert heavy.snapshot().grad - plain.snapshot().grad == pytest.approx(
            0.5 * plain.theta * plain.experiment.network.is_weight(), abs=1e-14
        )

    @pytest.mark.parametrize("plan", [Plan(reduction="sum"), Plan(reduction="sum", l2=0.2)], ids=str)
    def test_that_the_gradient_of_a_sum_agrees_with_central_differences(self, plan):
        assert Run(small(plan=plan)).check_gradient() < 1e-6

    def test_that_scores_are_those_of_the_answers(self):
        run = trained(small("Blobs"), 5)
        points = run.experiment.points
        p, labels = run.predict(points.x), points.labels
        surprise, right = -np.log(p[np.arange(len(p)), labels]), p.argmax(axis=1) == labels

        scores = run.scores()

        assert p.sum(axis=1) == pytest.approx(1.0)
        assert scores.train_loss == pytest.approx(surprise[~points.test].mean())
        assert scores.test_loss == pytest.approx(surprise[points.test].mean())
        assert scores.train_accuracy == right[~points.test].mean()
        assert scores.test_accuracy == right[points.test].mean()

    def test_that_a_learned_xor_is_answered_without_mistake(self):
        points = PointSet([[1, 1], [-1, -1], [1, -1], [-1, 1]], [0, 0, 1, 1])
        network = NetworkSpec([LayerSpec(4, "Tanh"), LayerSpec(1, "Sigmoid")])

        run = trained(Experiment(points, network, Plan("Adam", 0.05, 4)), 300)

        assert run.scores().train_accuracy == 1.0
        assert np.isnan(run.scores().test_loss)

    def test_that_input_of_the_wrong_width_is_refused(self):
        with pytest.raises(ValueError, match=r"x has shape \(1, 3\); give rows of 2 inputs"):
            Run(small()).predict([[1.0, 2.0, 3.0]])

    def test_that_a_run_without_points_stands_still(self):
        run = Run(preset("Blank"))
        before = run.theta.copy()

        run.epoch()

        assert run.epochs == 1
        assert np.array_equal(run.theta, before)
        assert np.isnan(run.snapshot().scores.train_loss)
        assert run.snapshot().finite

    def test_that_training_ends_with_the_epoch_in_which_it_diverged(self):
        network = NetworkSpec([LayerSpec(3, "Linear"), LayerSpec(1, "Linear")], loss="SquaredError")
        points = PointSet([[2, 2], [-2, 1]], targets=[[1], [0]])

        reports = list(training(Run(Experiment(points, network, Plan("SGD", 1.0, 1))), 500))

        assert [report.diverged for report in reports] == [False] * (len(reports) - 1) + [True]
        assert len(reports) < 500
        assert not np.isfinite(reports[-1].snapshot.scores.train_loss)
        assert all(report.snapshot.finite for report in reports[:-1])
        assert [report.epochs.tolist() for report in reports] == [[n] for n in range(1, len(reports) + 1)]


class TestWalking:
    @pytest.mark.parametrize("plan", PLANS, ids=str)
    @pytest.mark.parametrize("name", ["XOR", "Blobs"])
    def test_that_a_walk_ends_at_the_very_weights_of_the_trained_batch(self, plan, name):
        run = trained(small(name, plan=plan), 2)
        for _ in range(9):
            walk = run.walk()
            assert np.array_equal(walk.before.theta, run.theta)
            run.batch()
            assert np.array_equal(walk.theta, run.theta)
            assert walk.updates == run.descent.count

    def test_that_walking_does_not_move_the_run(self):
        run = trained(small(), 2)
        before = run.snapshot()

        run.walk()

        assert same(before, run.snapshot())

    def test_that_every_step_agrees_with_a_calculation_by_hand(self):
        walk = Run(mazur(train_biases=False)).walk()
        forward = {(step.layer, step.part): step for step in walk.steps if step.move == "forward"}
        backward = {(step.layer, step.part): step for step in walk.steps if step.move == "backward"}

        assert forward[1, "dense"].result[0] == pytest.approx([0.3775, 0.3925])
        assert forward[1, "activate"].result[0] == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
        assert forward[2, "dense"].result[0] == pytest.approx([1.105905967, 1.224921404], abs=1e-9)
        assert backward[2, "activate"].result[0] == pytest.approx([0.138498562, -0.038098237], abs=1e-9)
        assert backward[1, "activate"].result[0] == pytest.approx([0.008771355, 0.009954255], abs=1e-9)
        (loss,) = (step for step in walk.steps if step.move == "loss")
        assert loss.losses == pytest.approx([0.298371109], abs=1e-9)

    def test_that_the_steps_hand_each_other_their_results(self):
        walk = trained(small("Blobs"), 1).walk()
        moving = [step for step in walk.steps if step.move in ("forward", "backward")]

        assert np.array_equal(walk.steps[0].given, walk.x)
        for one, other in zip(moving, moving[1:], strict=False):
            if one.move == other.move:
                assert np.array_equal(one.result, other.given)

    def test_that_the_optimizers_lines_lead_to_the_new_parameters(self):
        walk = trained(small(plan=PLANS[3]), 2).walk()
        updates = [step for step in walk.steps if step.move == "update"]

        theta = np.concatenate([step.result for step in updates])
        change = np.concatenate([dict(step.arithmetic)["change"] for step in updates])

        assert np.array_equal(theta, walk.theta)
        assert np.array_equal(walk.before.theta + change, walk.theta)

    def test_that_the_gradient_of_the_batch_is_the_sum_over_its_samples(self):
        run = trained(small(), 2)
        walk = run.walk()
        whole = np.concatenate([step.grad for step in reversed(walk.steps) if step.grad is not None])

        one_by_one = np.zeros_like(whole)
        for index in walk.indices:
            part = run.walk([index])
            one_by_one += np.concatenate([step.grad for step in reversed(part.steps) if step.grad is not None])

        assert np.max(np.abs(one_by_one - whole)) <= 1e-12 * np.max(np.abs(whole))

    def test_that_chosen_points_make_up_the_batch(self):
        run = Run(small())
        wanted = np.flatnonzero(~run.experiment.points.test)[[3, 1]]

        walk = run.walk(wanted)

        assert walk.indices.tolist() == wanted.tolist()
        assert np.array_equal(walk.x, run.experiment.points.x[wanted])

    def test_that_a_test_point_cannot_be_walked_through(self):
        run = Run(small())
        held_back = int(np.flatnonzero(run.experiment.points.test)[0])

        for wrong in ([held_back], [10_000], [-1], []):
            with pytest.raises(ValueError, match="indices"):
                run.walk(wrong)

    def test_that_there_is_no_walk_without_points(self):
        with pytest.raises(ValueError, match="no training points"):
            Run(preset("Blank")).walk()

    def test_that_nothing_in_a_walk_can_be_changed(self):
        walk = Run(small()).walk()
        arrays = [walk.x, walk.t, walk.theta, *(step.result for step in walk.steps)]
        arrays += [line for step in walk.steps for _, line in step.arithmetic]

        assert not any(array.flags.writeable for array in arrays)


class TestShuffling:
    @given(count=st.integers(0, 3000), seed=st.integers(0, 2**63 - 1), epoch=st.integers(0, 2**31))
    def test_that_an_order_holds_every_sample_once(self, count, seed, epoch):
        assert np.array_equal(np.sort(orders(count, seed, epoch)[0]), np.arange(count))

    def test_that_an_order_depends_on_seed_and_epoch_alone(self):
        found = {tuple(orders(30, seed, epoch)[0]) for seed in range(20) for epoch in range(20)}

        assert len(found) == 400
        assert tuple(orders(30, 3, 4)[0]) == tuple(orders(30, 3, 4)[0])

    def test_that_many_epochs_at_once_have_the_orders_of_each_by_itself(self):
        together = orders(30, 3, 100, 5)

        assert together.tolist() == [orders(30, 3, epoch)[0].tolist() for epoch in range(100, 105)]

    @pytest.mark.parametrize("seed", [0, 1, 2**40])
    def test_that_every_sample_is_as_likely_at_every_place(self, seed):
        count, epochs = 20, 4000
        seen = np.zeros((count, count))
        for epoch in range(epochs):
            seen[np.arange(count), orders(count, seed, epoch)[0]] += 1

        chi_square = np.sum((seen - epochs / count) ** 2) / (epochs / count)

        freedom = (count - 1) ** 2
        assert abs(chi_square - freedom) < 4.5 * np.sqrt(2 * freedom)

    def test_that_neighbours_are_parted(self):
        count, epochs = 50, 2000
        together = sum(np.count_nonzero(np.diff(orders(count, 0, epoch)[0]) == 1) for epoch in range(epochs))

        # In a random order each of the count − 1 pairs has the chance 1/count of following each other.
        assert together / epochs == pytest.approx((count - 1) / count, rel=0.1)


class TestGrowing:
    OLD = NetworkSpec([LayerSpec(4), LayerSpec(3), LayerSpec(1, "Sigmoid")], seed=1)

    def kept(self, new):
        theta = np.arange(1.0, 1 + self.OLD.parameter_count)
        return self.OLD.weights(theta), new.weights(grown(theta, self.OLD, new))

    @pytest.mark.parametrize("units", [1, 3, 6])
    def test_that_another_width_keeps_the_units_that_both_have(self, units):
        before, after = self.kept(replace(self.OLD.with_units(0, units), seed=2))
        both = min(units, 4)

        assert np.array_equal(after[0][0][:, :both], before[0][0][:, :both])
        assert np.array_equal(after[0][1][:both], before[0][1][:both])
        assert np.array_equal(after[1][0][:both], before[1][0][:both])
        assert np.array_equal(after[1][1], before[1][1])
        assert np.array_equal(after[2][0], before[2][0])

    def test_that_new_units_start_as_the_new_network_would(self):
        new = replace(self.OLD.with_units(0, 6), seed=2)
        _, after = self.kept(new)

        assert np.array_equal(after[0][0][:, 4:], new.weights(new.first_theta())[0][0][:, 4:])

    def test_that_a_new_layer_leaves_those_before_and_behind_it(self):
        before, after = self.kept(self.OLD.with_layer_before(1))

        assert np.array_equal(after[0][0], before[0][0])
        assert np.array_equal(after[3][0], before[2][0])
        assert np.array_equal(after[3][1], before[2][1])

    def test_that_a_removed_layer_leaves_the_first_and_the_last(self):
        before, after = self.kept(self.OLD.without_layer(1))

        assert len(after) == 2
        assert np.array_equal(after[0][0], before[0][0])
        assert np.array_equal(after[1][0][:3], before[2][0])

    @pytest.mark.parametrize("classes", [3, 5])
    def test_that_more_classes_keep_the_hidden_layers(self, classes):
        before, after = self.kept(self.OLD.with_classes(classes))

        assert np.array_equal(after[0][0], before[0][0])
        assert np.array_equal(after[1][0], before[1][0])
        assert np.array_equal(after[2][0][:, :1], before[2][0])

    def test_that_a_change_of_width_keeps_what_was_learned(self):
        run = trained(small(), 5)
        spec = run.experiment.network
        W, _ = spec.weights(run.theta.copy())[0]

        run.adjust(replace(run.experiment, network=spec.with_units(0, 8)))

        assert np.array_equal(run.experiment.network.weights(run.theta)[0][0][:, :6], W)
        assert run.epochs == 5
        run.epoch()
        assert run.snapshot().finite

    def test_that_a_change_of_the_plan_keeps_weights_and_memory(self):
        run = trained(small(), 5)
        before = run.snapshot()

        run.adjust(replace(run.experiment, plan=Plan("Adam", 0.5, 20)))

        after = run.snapshot()
        assert np.array_equal(before.theta, after.theta)
        assert np.array_equal(before.memory, after.memory)
        assert before.updates == after.updates
        run.epoch()
        assert run.descent.rate == 0.5

    def test_that_another_optimizer_starts_with_an_empty_memory(self):
        run = trained(small(), 5)

        run.adjust(replace(run.experiment, plan=Plan("SGD", 0.5, 20)))
        run.adjust(replace(run.experiment, plan=Plan("Adam", 0.5, 20)))

        assert not run.descent.memory.any()
        assert run.descent.count == 0

    def test_that_a_run_adjusted_in_the_middle_of_an_epoch_can_be_resumed(self):
        run = trained(small(plan=Plan("Adam", 0.01, 7)), 2)
        run.batch()
        run.adjust(replace(run.experiment, plan=Plan("Adam", 0.1, 7, l2=0.01)))
        twin = Run(small()).resume(run.snapshot())

        run.epoch()
        twin.epoch()

        assert same(run.snapshot(), twin.snapshot())


@st.composite
def experiments(draw):
    """Any valid small experiment."""
    outputs = draw(st.sampled_from([1, 1, 3]))
    loss = losses.make(draw(st.sampled_from(losses.names())))
    free = [choice() for choice in activations if not choice.only_as_link]
    fitting = [choice() for choice in activations if loss.refusal(choice(), outputs) is None]
    hidden = draw(st.lists(st.builds(LayerSpec, st.integers(1, 5), st.sampled_from(free)), max_size=3))
    network = NetworkSpec(
        [*hidden, LayerSpec(outputs, draw(st.sampled_from(fitting)))],
        draw(st.sampled_from(initializers.names())),
        loss,
        seed=draw(st.integers(0, 2**63 - 1)),
        train_biases=draw(st.booleans()),
        features=draw(st.lists(st.sampled_from(features.names()), unique=True)),
    )
    weights = np.flatnonzero(network.is_weight())
    network = replace(
        network,
        frozen_layers=draw(st.sets(st.integers(0, len(network.layers) - 1))),
        frozen=draw(st.sets(st.integers(0, network.parameter_count - 1), max_size=3)),
        cut=draw(st.sets(st.sampled_from(weights.tolist()), max_size=3)),
    )
    plan = Plan(
        draw(st.sampled_from(optimizers.names())),
        draw(st.floats(0.0, 1e6)),
        draw(st.integers(1, 20)),
        seed=draw(st.integers(0, 2**63 - 1)),
        reduction=draw(st.sampled_from(["mean", "sum"])),
        l2=draw(st.floats(0.0, 10.0)),
        l1=draw(st.floats(0.0, 10.0)),
        penalize_biases=draw(st.booleans()),
        clip=draw(st.none() | st.floats(1e-6, 1e6)),
        schedule=draw(st.sampled_from(schedules.names())),
    )
    count = draw(st.integers(0, 12))
    numbers = st.floats(-1e6, 1e6, allow_nan=False)
    x = draw(st.lists(st.tuples(numbers, numbers), min_size=count, max_size=count))
    labels = draw(st.lists(st.integers(0, network.classes - 1), min_size=count, max_size=count))
    test = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    return Experiment(PointSet(np.reshape(x, (count, 2)), labels, test=np.array(test, dtype=bool)), network, plan)


@settings(max_examples=150)
@given(experiments(), st.integers(1, 4))
def test_that_any_valid_experiment_trains_and_does_so_again(experiment, batches):
    one, other = Run(experiment), Run(experiment)
    for _ in range(batches):
        one.batch()
        other.batch()
        resumed = Run(experiment).resume(one.snapshot())
        assert resumed.theta.tobytes() == one.theta.tobytes()

    assert one.theta.tobytes() == other.theta.tobytes()
    free = experiment.network.free()
    if free is not None:
        assert np.array_equal(one.theta[free == 0], experiment.network.first_theta()[free == 0])
    assert one.theta.shape == (experiment.network.parameter_count,)


@settings(max_examples=60)
@given(experiments(), st.integers(0, 10))
def test_that_ten_epochs_are_the_same_with_a_pause_anywhere_between(experiment, pause):
    whole, first = trained_for(Run(experiment), 10), trained_for(Run(experiment), pause)

    second = trained_for(Run(experiment).resume(first.snapshot()), 10 - pause)

    assert second.epochs == whole.epochs == 10
    assert second.theta.tobytes() == whole.theta.tobytes()
    assert second.descent.memory.tobytes() == whole.descent.memory.tobytes()
    whole.walk() if experiment.points.train_count else whole.snapshot()


def trained_for(run, epochs):
    for _ in range(epochs):
        run.epoch()
    return run


def test_that_layers_on_a_frozen_theta_answer_as_the_run_does():
    run = trained(small(), 3)
    snapshot = run.snapshot()
    x = np.random.default_rng(0).normal(0, 1, (20, 2))

    assert np.array_equal(network_of(snapshot.experiment.network, snapshot.theta).predict(x), run.predict(x))
