from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.build import network_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.probes import gradient_norms
from mlpviz.engine.run import Run
from mlpviz.nn.activations import Linear
from mlpviz.nn.layers import Activate
from mlpviz.nn.losses import SquaredError
from mlpviz.nn.network import Network

# ---- CS231n, backpropagation: f = (x + y) z --------------------------------------------------------------------------


def test_that_a_sum_times_a_factor_has_the_printed_gradients():
    # The sum is a unit with weights 1 and 1; the factor is the weight of a unit that is given nothing but the sum.
    x, y, z = -2.0, 5.0, -4.0
    network = Network((2, 1, 1), [Linear(), Linear()], SquaredError(), np.array([1.0, 1.0, 0.0, z, 0.0]))

    (f,) = network.forward(np.array([[x, y]]))[0]
    sent = np.ones((1, 1))
    for layer in reversed(network.layers):
        sent = layer.backward(sent)

    assert f == -12.0
    assert (*sent[0], network.grad[3]) == (-4.0, -4.0, 3.0)


# ---- CS231n, activation statistics -----------------------------------------------------------------------------------

DEPTH, WIDTH, SAMPLES = 10, 500, 1000
SURE = 3.5 * np.sqrt(2)
"""Two draws, the printed one and ours, lie apart by less than this times the scatter of one, but once in 2000 times."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the outputs as printed, by hidden layer from 1, each with its scatter from draw to draw.

    The scatter is relative; it was measured over 12 draws.
    """

    activation: str
    initializer: Any
    printed: dict[int, tuple[str, float]]

    def misses(self, found: dict[int, float]) -> dict[int, float]:
        """Which of the standard deviations found are not those printed; behind many layers they scatter by factors."""
        missed = {}
        for layer, (digits, scatter) in self.printed.items():
            rounding = 0.5 * 10.0 ** -len(digits.partition(".")[2])
            factor = np.exp(SURE * scatter)
            low, high = (float(digits) - rounding) / factor, (float(digits) + rounding) * factor
            if layer in found and not low <= found[layer] <= high:
                missed[layer] = found[layer]
        return missed


SPREADS = {
    "tanh 0.01": Spread(
        "Tanh", "SmallNormal", {1: (".2131", 0.0012), 2: (".0476", 0.0023), 3: (".0106", 0.004), 4: (".0024", 0.004)}
    ),
    "tanh 1": Spread(
        "Tanh", {"name": "Normal", "sigma": 1.0}, dict.fromkeys(range(1, DEPTH + 1), (".982", 0.00015))
    ),
    "tanh Xavier": Spread("Tanh", "XavierNormal", {1: (".628", 0.001), DEPTH: (".227", 0.008)}),
    "ReLU Xavier": Spread("ReLU", "XavierNormal", {1: (".583", 0.0022), DEPTH: (".029", 0.18)}),
    "ReLU He": Spread("ReLU", "HeNormal", {1: (".828", 0.0018), DEPTH: (".757", 0.18)}),
}


@cache
def spreads(name: str, scale: float = 1.0, depth: int = DEPTH) -> dict[int, float]:
    """Standard deviation of the outputs of each hidden layer, for 1000 inputs from N(0, 1)."""
    layers = [LayerSpec(WIDTH, SPREADS[name].activation)] * depth
    spec = NetworkSpec([*layers, LayerSpec(1, "Sigmoid")], SPREADS[name].initializer, inputs=WIDTH)
    network = network_of(spec, spec.first_theta() * scale)
    network.forward(np.random.default_rng(1).standard_normal((SAMPLES, WIDTH)))
    outputs = [layer.a for layer in network.layers if isinstance(layer, Activate)]
    return {number: float(a.std()) for number, a in enumerate(outputs, 1)}


@pytest.mark.parametrize("name", SPREADS)
def test_that_ten_layers_spread_their_outputs_as_printed(name):
    assert SPREADS[name].misses(spreads(name)) == {}


def test_that_ten_layers_of_tanh_with_small_weights_end_at_zero():
    assert spreads("tanh 0.01")[DEPTH] < 1e-6


@pytest.mark.parametrize("name", SPREADS)
def test_that_weights_a_tenth_too_large_spread_the_outputs_otherwise(name):
    assert SPREADS[name].misses(spreads(name, 1.1, 1))


@pytest.mark.parametrize(("name", "other"), [(one, two) for one in SPREADS for two in SPREADS if one != two])
def test_that_another_initializer_or_activation_spreads_the_outputs_otherwise(name, other):
    assert SPREADS[name].misses(spreads(other))


# ---- first over last hidden gradient norm at the start ---------------------------------------------------------------

SEEDS = 20
HIDDEN = 8
SCALED = {"name": "Normal", "sigma": 3.0}


@cache
def norms(activation: str, initializer: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """‖∂L/∂W‖₂ of the eight hidden layers of eight units, (seeds, layers), before the first update.

    The source leaves the points open. These are 400, even over the square −1…1, in the classes of the XOR quadrants,
    drawn anew for every seed.
    """
    chosen = SCALED if initializer == "sigma 3" else initializer
    found = []
    for seed in range(SEEDS):
        x = np.random.default_rng(seed).uniform(-1.0, 1.0, (400, 2))
        layers = [*[LayerSpec(8, activation)] * HIDDEN, LayerSpec(1, "Sigmoid")]
        points = PointSet(x, x[:, 0] * x[:, 1] > 0)
        found.append(gradient_norms(Run(Experiment(points, NetworkSpec(layers, chosen, seed=seed))).snapshot()))
    return np.array(found)[:, :HIDDEN]


def could_have(median: float, values: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    """Whether 20 values may come from something with that median: it lies between the fourth and the seventeenth.

    That holds for the true median but once in 390 times, whatever the distribution. The printed medians are of 20
    values themselves, so they carry no more digits than this can tell.
    """
    ordered = np.sort(values)
    return bool(ordered[3] < median < ordered[16])


RATIOS = {
    ("Sigmoid", "Xavier"): 3e-6,
    ("Tanh", "Xavier"): 0.65,
    ("ReLU", "He"): 0.98,
    ("Tanh", "sigma 3"): 7.9,
}


def ratios(activation: str, initializer: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    found = norms(activation, initializer)
    return found[:, 0] / found[:, -1]


@pytest.mark.parametrize("chosen", RATIOS, ids=" ".join)
def test_that_gradients_change_from_the_last_to_the_first_hidden_layer_as_printed(chosen):
    assert could_have(RATIOS[chosen], ratios(*chosen))


@pytest.mark.parametrize("chosen", RATIOS, ids=" ".join)
def test_that_a_ratio_ten_times_off_would_be_noticed(chosen):
    assert not could_have(10.0 * RATIOS[chosen], ratios(*chosen))
    assert not could_have(0.1 * RATIOS[chosen], ratios(*chosen))


def test_that_small_weights_leave_the_same_small_gradient_in_every_layer():
    found = norms("Tanh", "SmallNormal")

    assert all(could_have(4e-15, layer) for layer in found.T)
    assert not any(could_have(4e-14, layer) or could_have(4e-16, layer) for layer in found.T)


# ---- CS231n, minimal neural network case study -----------------------------------------------------------------------


@pytest.mark.slow
def test_that_a_hundred_rectified_units_reach_98_percent_on_the_spiral():
    # The points and first weights of the notes, one stream of random numbers; step size 1, penalty 0.001, full batch.
    # The linear classifier of the notes is in test_run.py.
    random = np.random.RandomState(0)
    arms = []
    for arm in range(3):
        r, t = np.linspace(0.0, 1, 100), np.linspace(arm * 4, (arm + 1) * 4, 100) + random.randn(100) * 0.2
        arms.append(np.c_[r * np.sin(t), r * np.cos(t)])
    first, second = (0.01 * random.randn(*shape).ravel() for shape in ((2, 100), (100, 3)))
    theta = np.concatenate([first, np.zeros(100), second, np.zeros(3)])
    network = NetworkSpec([LayerSpec(100, "ReLU"), LayerSpec(3, "Softmax")], theta=theta)
    points = PointSet(np.concatenate(arms), np.repeat([0, 1, 2], 100))
    run = Run(Experiment(points, network, Plan("SGD", 1.0, 300, l2=1e-3)))

    for _ in range(10_000):
        run.epoch()

    assert f"{run.scores().train_accuracy:.2f}" == "0.98"
