"""The chain of a weight: paths, their sum and shares, the strongest of them, and the check without the chain rule."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.build import network_of
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.chain_check import EXPONENTS, check_of
from mlpviz.engine.telling.chain_story import ChainStory, places_of
from mlpviz.engine.telling.chain_words import verdict
from mlpviz.engine.telling.narration import Narrator
from mlpviz.engine.telling.paths import Place, chain_of, place_at
from mlpviz.engine.telling.recorded import Recorded

ACTIVATIONS = ("Tanh", "Sigmoid", "ReLU", "LeakyReLU", "SiLU", "Softplus")


@st.composite
def walks(draw, most_layers=4, most_units=4):
    """The recorded numbers of one update of a random network."""
    hidden = draw(st.lists(st.integers(1, most_units), min_size=0, max_size=most_layers))
    layers = [LayerSpec(units, draw(st.sampled_from(ACTIVATIONS))) for units in hidden]
    outputs = draw(st.integers(1, 3))
    loss = draw(st.sampled_from(("SquaredError", "CrossEntropy")))
    last = ("Softmax" if outputs > 1 else "Sigmoid") if loss == "CrossEntropy" else "Tanh"
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = draw(st.integers(1, 3))
    x = rng.normal(size=(2, inputs))
    if loss == "CrossEntropy":
        points = PointSet(x, [0, max(1, outputs - 1)])
    else:
        points = PointSet(x, targets=rng.uniform(-0.9, 0.9, (2, outputs)))
    spec = NetworkSpec((*layers, LayerSpec(outputs, last)), loss=loss, inputs=inputs)
    theta = rng.normal(size=spec.parameter_count)
    spec = NetworkSpec(spec.layers, loss=loss, inputs=inputs, theta=tuple(theta))
    return Recorded(Run(Experiment(points, spec, Plan(batch_size=2)), arithmetic="layers").walk())


def places(recorded):
    for layer in range(1, recorded.layers + 1):
        for unit in range(recorded.widths[layer]):
            yield from (Place(layer, unit, source) for source in range(-1, recorded.widths[layer - 1]))


def by_hand(recorded, place, sample):
    """Every path's product, from the definition: a unit of each later layer, then everything multiplied."""
    found = {}
    layers = range(recorded.layers, place.layer, -1)
    for units in itertools.product(*(range(recorded.widths[layer]) for layer in layers)):
        way = [*units, place.unit]
        product = recorded.deltas[recorded.layers][sample, way[0]]
        for layer, right, left in zip(layers, way, way[1:], strict=False):
            product = product * recorded.old[layer - 1][0][left, right] * recorded.slope(layer - 1, left, sample)
        found[units] = product * (1.0 if place.source < 0 else recorded.outputs[place.layer - 1][sample, place.source])
    return found


quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(walks())
def test_that_the_paths_add_up_to_the_gradient_of_backprop(recorded):
    for place in places(recorded):
        for sample in (0, 1):
            chain = chain_of(recorded, place, sample, most=10**6)
            assert chain.more == 0
            assert abs(chain.total - recorded.gradient(*place, sample)) <= 1e-12 * max(1.0, chain.size)
            for path in chain.paths:
                assert path.product == pytest.approx(math.prod(one.value for one in path.factors), rel=1e-12)


@quick
@given(walks())
def test_that_the_shares_of_all_paths_add_up_to_one(recorded):
    for place in places(recorded):
        chain = chain_of(recorded, place, 0, most=10**6)
        if chain.size > 0.0:
            assert math.fsum(path.share for path in chain.paths) == pytest.approx(1.0, abs=1e-12)
        else:
            assert all(math.isnan(path.share) for path in chain.paths)


@quick
@given(walks(), st.integers(1, 7))
def test_that_the_listed_paths_are_the_strongest_of_all(recorded, most):
    for place in places(recorded):
        chain, every = chain_of(recorded, place, 0, most), by_hand(recorded, place, 0)
        assert chain.count == len(every)
        assert len(chain.paths) == min(most, len(every))
        found = sorted((abs(path.product) for path in chain.paths), reverse=True)
        assert found == pytest.approx(sorted(map(abs, every.values()), reverse=True)[:most], rel=1e-12)
        for path in chain.paths:
            assert path.product == pytest.approx(every[path.units], rel=1e-12)
        rest = math.fsum(every.values()) - math.fsum(path.product for path in chain.paths)
        assert chain.rest == pytest.approx(rest, abs=1e-12 * max(1.0, chain.size))


@quick
@given(walks())
def test_that_the_check_of_one_weight_agrees_with_losses_computed_directly(recorded):
    for place in list(places(recorded))[:6]:
        check = check_of(recorded, place, 1)
        theta = recorded.walk.before.theta.copy()
        at, losses = recorded.theta_index(*place), []
        for step in (1e-5, -1e-5):
            moved = theta.copy()
            moved[at] += step
            network = network_of(recorded.spec, moved)
            y = network.forward(recorded.walk.x[1:])
            losses.append(float(network.loss.of_samples(y, recorded.walk.t[1:])[0]))
        assert [check.difference.more, check.difference.less] == pytest.approx(losses, rel=1e-14)
        if check.verdict != "kink":
            assert check.verdict in ("agree", "too small", "rounded")
            assert check.gap <= 1e-6 * max(1.0, abs(check.gradient))


@quick
@given(walks())
def test_that_every_entry_of_the_gradient_check_is_a_difference_taken_directly(recorded):
    run = Run(recorded.walk.experiment)
    check = run.check_gradient()
    assert [entry.index for entry in check.entries] == list(range(run.theta.size))
    assert check.checked + check.too_small + check.at_kinks == run.theta.size
    experiment, losses = recorded.walk.experiment, []
    for entry in check.entries[:5]:
        for step in (1e-5, -1e-5):
            theta = run.theta.copy()
            theta[entry.index] += step
            moved = Run(experiment)
            moved.place(theta)
            losses.append(moved.scores().train_loss)
        more, less = losses[-2:]
        assert entry.numeric == pytest.approx((more - less) / 2e-5, abs=1e-9)
        assert entry.gradient == run.snapshot().grad[entry.index]
    checked = [entry.error for entry in check.entries if entry.state == "checked"]
    assert check.error == max(checked, default=0.0)


def test_that_the_first_weight_of_mazur_is_the_product_that_he_prints():
    story = ChainStory(Narrator(Run(example("mazur").experiment).walk()), Place(1, 0, 0), 0)
    chain = story.chain

    assert f"{chain.total:.9f}" == "0.000438568"
    assert chain.total == pytest.approx(0.036350306 * 0.241300709 * 0.05, abs=1e-11)
    # His sum over both outputs, ∂E/∂out_h1 = δ₁ w₅ + δ₂ w₇, before slope and input.
    before = [path.factors[0].value * path.factors[1].value for path in chain.paths]
    assert before == pytest.approx([0.055399425, -0.019049119], abs=1e-9)
    assert sum(before) == pytest.approx(0.036350306, abs=5e-10)
    assert [story.names.factor(factor) for factor in chain.paths[1].factors] == [
        r"\delta_{o2}", "w_7", "f'_{h1}", "x_1"]
    assert story.words.pull()[0] == "Path B pulls against path A."


def deep(units, layers, outputs=2):
    spec = NetworkSpec((*[LayerSpec(units, "Tanh")] * layers, LayerSpec(outputs, "Softmax")), loss="CrossEntropy")
    return Recorded(Run(Experiment(PointSet([[0.3, -0.5], [0.1, 0.7]], [0, 1]), spec, Plan(batch_size=2))).walk())


def test_that_millions_of_paths_are_counted_exactly_and_not_walked():
    recorded = deep(8, 8)

    chain = chain_of(recorded, Place(1, 0, 0), 0)

    assert chain.count == 8**7 * 2
    assert chain.alive == chain.count
    assert len(chain.paths) == 6
    assert chain.more == 8**7 * 2 - 6
    assert chain.listed + chain.rest == pytest.approx(chain.gradient, rel=1e-12)
    shares = math.fsum(path.share for path in chain.paths) + chain.rest_share
    assert shares == pytest.approx(1.0, abs=1e-12)


def test_that_more_paths_than_a_float_can_count_are_counted():
    recorded = deep(64, 12)

    assert chain_of(recorded, Place(1, 3, -1), 1).count == 64**11 * 2


def test_that_a_unit_that_is_off_cuts_its_paths_and_leaves_no_rest():
    # h1.1 is on; of the second layer only the first unit is on: δ · 2 · 1 · 3 · 1 · x.
    theta = (1.0, 0.5, 0.2, 3.0, -4.0, 0.1, -0.2, 2.0, -1.5, 0.0)
    spec = NetworkSpec((LayerSpec(1, "ReLU"), LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")), loss="SquaredError",
                       theta=theta)
    recorded = Recorded(Run(Experiment(PointSet([[1.0, 1.0]], targets=[[5.0]]), spec, Plan(batch_size=1))).walk())

    chain = chain_of(recorded, Place(1, 0, 0), 0)

    first, second = chain.paths
    assert first.cut is None
    assert second.cut is not None
    assert (second.cut.kind, second.cut.layer, second.cut.unit) == ("slope", 2, 1)
    assert (second.product, second.share, first.share) == (0.0, 0.0, 1.0)
    assert (chain.count, chain.alive, chain.rest) == (2, 1, 0.0)
    assert chain_of(recorded, Place(1, 0, 0), 0, most=1).rest == 0.0
    story = ChainStory(Narrator(recorded.walk), Place(1, 0, 0), 0)
    assert story.words.cut(second) == "cut here: f′ = 0"
    assert story.words.pull()[0] == "1 of 2 paths is cut."


def test_that_no_difference_is_taken_over_a_corner():
    # z = 2e-6: with ε = 10⁻⁵ the weight moves over the corner of ReLU at 0, with ε = 10⁻⁶ it does not.
    spec = NetworkSpec((LayerSpec(1, "ReLU"), LayerSpec(1, "Linear")), loss="SquaredError",
                       theta=(2e-6, 0.0, 0.0, 1.0, 0.0))
    recorded = Recorded(Run(Experiment(PointSet([[1.0, 0.0]], targets=[[1.0]]), spec, Plan(batch_size=1))).walk())

    over, beside = check_of(recorded, Place(1, 0, 0), 0, -5), check_of(recorded, Place(1, 0, 0), 0, -6)

    assert over.verdict == "kink"
    assert verdict(over, 9) == ("not taken", "", "A corner lies between, so no difference is taken.")
    assert beside.verdict == "agree"


def test_that_a_large_step_shows_the_bend_and_a_small_one_rounding():
    story = ChainStory(Narrator(Run(example("mazur").experiment).walk()), Place(2, 0, 0), 0)

    gaps = {exponent: story.check(exponent).gap for exponent in EXPONENTS}

    assert gaps[-3] > 10 * gaps[-5]  # the error of a bend falls with the square of ε
    assert gaps[-8] > 100 * gaps[-5]  # rounding grows as ε falls
    assert verdict(story.check(-5), 9)[:2] == ("agree", "Same 8 digits")
    assert verdict(story.check(-5), 4)[1] == "Same 3 digits"  # 0.0822


def test_that_every_weight_and_bias_that_learns_is_reached_and_none_other():
    narrator = Narrator(Run(example("mazur").experiment).walk())
    story = ChainStory(narrator, Place(2, 0, 0), 0)

    seen = [story.place]
    while (place := ChainStory(narrator, seen[-1], 0).neighbour(1)) != seen[0]:
        seen.append(place)

    assert seen == list(places_of(narrator))
    assert len(seen) == 8  # biases are frozen
    assert ChainStory(narrator, seen[0], 0).neighbour(-1) == seen[-1]


def test_that_a_place_outside_the_network_is_refused_in_a_sentence():
    recorded = Recorded(Run(example("mazur").experiment).walk())

    for place in (Place(3, 0, 0), Place(1, 2, 0), Place(1, 0, 2), Place(0, 0, 0), Place(1, 0, -2)):
        with pytest.raises(ValueError, match="there is no parameter at"):
            chain_of(recorded, place, 0)


def test_that_every_parameter_of_theta_has_its_place():
    recorded = deep(3, 2)
    for place in places(recorded):
        assert place_at(recorded, recorded.theta_index(*place)) == place
    with pytest.raises(IndexError):
        place_at(recorded, recorded.spec.parameter_count)


def test_that_steps_reach_every_factor_before_the_sum():
    story = ChainStory(Narrator(Run(example("mazur").experiment).walk()), Place(1, 0, 0), 0)
    steps = story.steps

    assert [(part.part, part.count) for part in steps.parts] == [
        ("loss", 2), ("path", 1), ("path", 1), ("shared", 2), ("gradient", 2)]
    assert not steps.finished(len(steps) - 4, 0)
    assert all(steps.finished(len(steps) - 3, row) for row in (0, 1))
    assert [steps[at].kind for at in (len(steps) - 2, len(steps) - 1)] == ["sum", "check"]
    assert steps.known(0, 0, 0)
    assert not steps.known(0, 1, 0)
    assert all(story.words.said(steps[at]).endswith(".") for at in range(len(steps)))
