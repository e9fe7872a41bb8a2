from __future__ import annotations

import itertools

import numpy as np
import pytest

from mlpviz.nn.activations import Formula, ReLU, Sigmoid, Softmax, Tanh, activations
from mlpviz.nn.fast.taped_step import MOST_TAPED
from mlpviz.nn.initializers import XavierNormal
from mlpviz.nn.losses import CrossEntropy, SquaredError, losses
from mlpviz.nn.network import Network, initial_theta
from mlpviz.nn.optimizers import SGD, Adam, Descent, optimizers
from mlpviz.nn.passes import passes
from mlpviz.nn.sweep import Sweep

HIDDEN = [kind() for kind in activations if kind is not Softmax]
LOSSES = [kind() for kind in losses]
RULES = [kind() for kind in optimizers]
USUAL = (Tanh(), ReLU())
BATCHES = (5, 5, 1, 5, 3, 1)


def network(hidden=USUAL, loss=None, outputs=1, seed=0):
    loss = loss or CrossEntropy()
    widths = (3, *range(4, 4 + len(hidden)), outputs)
    theta = initial_theta(widths, XavierNormal(), seed) + 0.05  # biases too
    return Network(widths, [*hidden, loss.usual_output(outputs)], loss, theta)


SOME = (np.arange(network().theta.size) % 3 > 0) * 1.0
"""Two thirds of the parameters."""


def descent(net, rule=None, **settings):
    return Descent(rule or SGD(), net.theta.size, rate=0.1, **settings)


def batches(net):
    random = np.random.default_rng(7)
    for samples in BATCHES:
        t = random.integers(0, 2, (samples, net.widths[-1])) * 1.0
        yield random.normal(size=(samples, 3)), 2.0 * t - 1.0 if net.loss.targets else t


def learn_by_the_book(net, optimizer, x, t):
    """Call by call on the layers themselves, nothing taped."""
    for _ in passes(net.layers, net.loss, x, t):
        pass
    optimizer.prepare(net.theta, net.grad, len(x))
    net.theta += optimizer.change


def compare(make, optimizer_of):
    """Train two equal networks, one by the book, and ask for equal parameters, memories and rates."""
    taped, plain = make(), make()
    one, other = optimizer_of(taped), optimizer_of(plain)
    sweep, start = Sweep(taped, one), taped.theta.copy()
    for number, (x, t) in enumerate(batches(taped)):
        one.rate = other.rate = 0.1 / (1 + number)
        sweep.learn(x, t)
        learn_by_the_book(plain, other, x, t)
        assert np.allclose(taped.grad, plain.grad, rtol=1e-10, atol=1e-13)
    assert np.max(np.abs(taped.theta - start)) > 1e-4
    assert np.max(np.abs(taped.theta - plain.theta)) <= 1e-12 * np.max(np.abs(plain.theta))
    assert np.allclose(one.memory, other.memory, rtol=1e-10, atol=1e-14)
    assert one.count == other.count == len(BATCHES)
    return sweep


def is_taped(sweep):
    return all(sweep.taped(samples) is not None for samples in set(BATCHES))


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(("one", "loss"), [*itertools.product(HIDDEN, LOSSES)], ids=lambda choice: choice.name)
def test_that_a_taped_sweep_learns_what_the_layers_and_the_loss_say(one, loss, outputs):
    sweep = compare(lambda: network((Tanh(), one), loss, outputs), descent)

    assert is_taped(sweep)


@pytest.mark.parametrize("rule", RULES, ids=lambda choice: choice.name)
@pytest.mark.parametrize("settings", [
    {}, {"mean": False}, {"l1": 0.01, "l2": 0.02, "decayed": SOME}, {"free": SOME},
    {"mean": False, "l2": 0.02, "decayed": SOME, "free": 1.0 - SOME},
], ids=["nothing", "sum", "penalties", "held", "all"])  # fmt: skip
def test_that_a_taped_sweep_follows_every_optimizer(rule, settings):
    assert is_taped(compare(network, lambda net: descent(net, rule, **settings)))


@pytest.mark.parametrize("text", [
    "z + 1 - 2*z/3^2", "exp(-z^2)", "ln(1 + exp(z))", "sqrt(1 + z*z)", "sin(z) + cos(z)", "atan(z)*pi", "sigmoid(z)*z",
    "abs(z)", "sign(z) + z", "step(z) + z", "max(z, 0.1*z)", "min(z, 2)", "z*tanh(ln(1+e^z))",
])  # fmt: skip
def test_that_a_formula_of_ones_own_is_taped(text):
    assert is_taped(compare(lambda: network((Formula(text), Tanh())), descent))


def test_that_a_gradient_to_be_clipped_is_prepared_without_a_tape():
    sweep = compare(network, lambda net: descent(net, Adam(), clip=0.1))

    assert not is_taped(sweep)


def test_that_large_batches_are_not_kept_on_tape():
    net = network()
    sweep = Sweep(net, descent(net))
    samples = MOST_TAPED // max(net.widths) + 1
    before = net.theta.copy()

    sweep.learn(np.ones((samples, 3)), np.ones((samples, 1)))

    assert sweep.taped(samples) is None
    assert (net.theta != before).any()


@pytest.mark.parametrize("rule", RULES, ids=lambda choice: choice.name)
def test_that_pausing_after_every_move_changes_no_bit(rule):
    one, other = network(outputs=3), network(outputs=3)
    whole, paused = Sweep(one, descent(one, rule, l2=0.01)), Sweep(other, descent(other, rule, l2=0.01))

    for x, t in batches(one):
        whole.learn(x, t)
        for _ in paused.moves(x, t):
            pass

        assert one.theta.tobytes() == other.theta.tobytes()
        assert whole.optimizer.memory.tobytes() == paused.optimizer.memory.tobytes()


def test_that_the_moves_hand_out_what_the_layers_make():
    taped, plain = network(outputs=3), network(outputs=3)
    x, t = next(batches(taped))
    events = [(move, value.copy()) for move, _, value in Sweep(taped, descent(taped)).moves(x, t) if move != "update"]
    book = list(passes(plain.layers, plain.loss, x, t))

    assert [move for move, _ in events] == [move for move, _, _ in book]
    for (_, made), (_, _, expected) in zip(events, book, strict=True):
        assert made.shape == expected.shape
        assert np.allclose(made, expected, rtol=1e-12, atol=1e-15)


def test_that_every_value_of_a_taped_update_can_be_read():
    net, other = network(), network()
    optimizer, plain = descent(net, Adam()), descent(other, Adam())
    for x, t in batches(net):
        for _ in Sweep(net, optimizer).moves(x, t):
            pass
        learn_by_the_book(other, plain, x, t)

        assert optimizer.last._fields == plain.last._fields
        for made, expected in zip(optimizer.last, plain.last, strict=True):
            assert np.allclose(made, expected, rtol=1e-9, atol=1e-14)


def test_that_taping_a_step_moves_nothing():
    net = network()
    optimizer = descent(net, Adam())
    x, t = next(batches(net))
    Sweep(net, optimizer).learn(x, t)
    theta, memory = net.theta.copy(), optimizer.memory.copy()

    Sweep(net, optimizer).taped(5)

    assert net.theta.tobytes() == theta.tobytes()
    assert optimizer.memory.tobytes() == memory.tobytes()
    assert optimizer.count == 1


def test_that_a_sweep_goes_forward_to_the_loss_and_back_then_updates():
    network = Network((2, 3, 1), [Tanh(), Sigmoid()], SquaredError(), np.full(13, 0.1))

    moves = [
        (move, layer if layer is None else network.layers.index(layer))
        for move, layer, _ in Sweep(network, Descent(SGD(), 13, rate=0.1)).moves(np.ones((4, 2)), np.ones((4, 1)))
    ]

    assert moves == [
        *(("forward", at) for at in (0, 1, 2, 3)),
        ("loss", None),
        *(("backward", at) for at in (3, 2, 1, 0)),
        *(("update", at) for at in (0, 1, 2, 3)),
    ]


def test_that_a_sweep_left_in_the_middle_has_not_learned():
    theta = np.full(13, 0.1)
    network = Network((2, 3, 1), [Tanh(), Sigmoid()], SquaredError(), theta)

    for move, _, _ in Sweep(network, Descent(SGD(), 13, rate=0.1)).moves(np.ones((4, 2)), np.ones((4, 1))):
        if move == "update":
            break
        assert (theta == 0.1).all()
