from __future__ import annotations

import ast
import inspect
import re
from dataclasses import replace
from math import prod

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling import sources
from mlpviz.engine.telling.naming import names_of
from mlpviz.engine.telling.narration import Mark, Narrator, Term, plain_of
from mlpviz.engine.telling.update_equations import in_numbers
from mlpviz.engine.telling.whole_walk import tell_text
from mlpviz.engine.telling.written import result_of, write
from mlpviz.nn.activations import activations
from mlpviz.nn.layers import Dense
from tests.engine.telling.by_hand import assert_printed, assert_true
from tests.short_examples import SHORT

FUNCTIONS = {one.label: one() for one in activations}


def targets_of(outputs: int) -> PointSet:
    random = np.random.default_rng(5)
    return PointSet(random.uniform(-2, 2, (12, 2)), targets=random.uniform(-1, 1, (12, outputs)))


def shares_of(outputs: int) -> PointSet:
    """Rows that add up to 1 but for what people round away."""
    random = np.random.default_rng(5)
    shares = random.dirichlet(np.ones(outputs), 12).round(7)
    return PointSet(random.uniform(-2, 2, (12, 2)), targets=shares)


def layers(*units: int, hidden: str = "Tanh", output: str = "Sigmoid") -> list[LayerSpec]:
    return [*(LayerSpec(one, hidden) for one in units[:-1]), LayerSpec(units[-1], output)]


CASES = {
    "binary cross-entropy, Adam": Experiment(
        preset("XOR").points, NetworkSpec(layers(3, 1), seed=1), Plan("Adam", 0.05, 3)),
    "softmax, Adam, penalty": Experiment(
        preset("Blobs").points, NetworkSpec(layers(5, 3, output="Softmax"), seed=2), Plan("Adam", 0.1, 4, l2=0.01)),
    "softmax of shares": Experiment(
        shares_of(3), NetworkSpec(layers(4, 3, output="Softmax"), seed=3), Plan("SGD", 0.1, 2)),
    "six classes": Experiment(
        PointSet(np.eye(6) * 2 - 1, np.arange(6)), NetworkSpec(layers(2, 6, output="Softmax"), inputs=6),
        Plan("SGD", 0.3, 1)),
    "squared error, wide, SGD": Experiment(
        targets_of(2), NetworkSpec(layers(7, 6, 2, hidden="ReLU", output="Linear"), "He", "SquaredError"),
        Plan("SGD", 0.01, 5)),
    "mean squared, five outputs": Experiment(
        targets_of(5), NetworkSpec(layers(3, 5, hidden="Sigmoid", output="Tanh"), loss="MeanSquaredError"),
        Plan("SGD", 0.2, 6, reduction="sum", l2=0.1)),
    "mean squared, one sample, penalty": Experiment(
        targets_of(1), NetworkSpec(layers(2, 1), loss="MeanSquaredError"), Plan("SGD", 0.2, 1, l2=0.3)),
    "frozen biases, Adam, one sample": Experiment(
        targets_of(2), NetworkSpec(layers(4, 2), loss="SquaredError", train_biases=False), Plan("Adam", 0.2, 1)),
    "no hidden layer": Experiment(preset("Linear").points, NetworkSpec(layers(1)), Plan("SGD", 3.0, 2)),
}


def narrator_of(experiment: Experiment, epochs: int = 2) -> Narrator:
    run = Run(experiment)
    for _ in range(epochs):
        run.epoch()
    return Narrator(run.walk())


def index_of(narrator: Narrator, *what) -> int:
    found = narrator.operations.index_of(*what)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def mazur() -> Narrator:
    return Narrator(Run(example("mazur").experiment).walk())


# ---- the numbers -----------------------------------------------------------------------------------------------------


def one_unit(z: float, target: float, loss: str) -> Experiment:
    """One sigmoid whose sum is z."""
    network = NetworkSpec([LayerSpec(1, "Sigmoid")], inputs=1, theta=[z, 0.0], loss=loss)
    return Experiment(PointSet([[1.0]], targets=[[target]]), network, Plan("SGD", 0.1, 1))


PRINTED = {
    **CASES,
    **{name: example(name).experiment for name in SHORT},
    **{
        f"{shape}, {rule}": Experiment(
            preset(shape, per_class=20).points, preset(shape).network, Plan(rule, 0.05, 2, clip=clip, l1=l1))
        for shape, rule, clip, l1 in (
            ("XOR", "Adam", 0.01, 0.0), ("Blobs", "AdamW", None, 0.001), ("Spiral", "RMSProp", 1e-6, 0.0),
            ("Moons", "AdaGrad", None, 0.0), ("Linear", "Momentum", None, 0.0), ("Circles", "Nesterov", 0.5, 0.01))
    },
    **{
        f"z {z:g}, target {target:g}, {loss}": one_unit(z, target, loss)
        for z in (5.12, 24.0, -30.0, 36.5, 40.0) for target in (0.0, 1.0)
        for loss in ("SquaredError", "CrossEntropy", "MeanSquaredError")
    },
    "sure and wrong, softmax": Experiment(
        PointSet([[3.0, 14.0]], [1]),
        NetworkSpec(
            layers(2, hidden="ReLU", output="Softmax"), theta=[1, -1, 1, -1, 0, 2], loss="CrossEntropy"),
        Plan("Adam", 0.1, 1, clip=0.1)),
    "saturated": Experiment(
        preset("XOR", per_class=20).points,
        NetworkSpec(layers(2, 1), theta=[9, -9, 9, 9, 40, 40, 60, 60, 5], loss="CrossEntropy"), Plan("SGD", 0.1, 3)),
}


@pytest.mark.parametrize("name", PRINTED)
def test_that_every_told_line_is_true_in_full_and_as_it_is_printed(name):
    sure = name.startswith(("z ", "sure", "saturated", "Rashid", "Basran"))
    narrator = narrator_of(PRINTED[name], 0 if sure or name in SHORT else 2)

    for index in range(len(narrator.operations)):
        assert_true(narrator.tell(index).terms)
        for digits in (4, 9):
            assert_printed(narrator.tell(index, digits), digits)
            assert sure or write(narrator.tell(index).terms, digits)[1] == "="


def numbers_told(experiment: Experiment, digits: int) -> list[str]:
    """The right sides in numbers of a whole walk."""
    lines = [line for line in tell_text(Run(experiment).walk(), digits) if re.match(r" +\d+  ", line)]
    return [re.split(r" [=≈] ", line, maxsplit=2)[2] for line in lines]


@pytest.mark.parametrize(("z", "target", "loss", "digits", "printed"), [
    (24.0, 1.0, "SquaredError", 9, {
        1: "1 / (1 + exp(−24)) = 0.99999999996", 2: "0.5 · (0.9999999999622486 − 1)² = 7.12583·10⁻²²",
        8: "24 − 0.1 · (−1.42516·10⁻²¹) ≈ 24"}),
    (24.0, 1.0, "SquaredError", 4, {2: "0.5 · (0.999999999962249 − 1)² = 7.126·10⁻²²"}),
    (5.12, 1.0, "CrossEntropy", 4, {1: "1 / (1 + exp(−5.12)) = 0.9941", 3: "0.9941 − 1 = −0.0059"}),
    (-30.0, 1.0, "SquaredError", 9, {
        2: "0.5 · (9.35762·10⁻¹⁴ − 1)² = 0.500000000", 8: "−30 − 0.1 · (−9.35762·10⁻¹⁴) ≈ −30"}),
    (24.0, 1.0, "CrossEntropy", 9, {3: "−3.77513·10⁻¹¹ = −3.77513·10⁻¹¹"}),
    (36.5, 1.0, "SquaredError", 9, {
        1: "1 / (1 + exp(−36.5)) ≈ 1", 2: "0.5 · (0.9999999999999998 − 1)² = 2.46519·10⁻³²"}),
    (40.0, 1.0, "CrossEntropy", 9, {1: "1 / (1 + exp(−40)) ≈ 1", 3: "−4.24835·10⁻¹⁸ = −4.24835·10⁻¹⁸"}),
    (40.0, 0.0, "CrossEntropy", 9, {2: "0 · (−4.24835·10⁻¹⁸) − 1 · (−40) = 40"}),
    (0.0, 1.0, "SquaredError", 4, {1: "1 / (1 + exp(0)) = 0.5000", 2: "0.5 · (0.5 − 1)² = 0.1250"}),
])
def test_that_operands_have_the_digits_that_the_result_needs(z, target, loss, digits, printed):
    told = numbers_told(one_unit(z, target, loss), digits)

    assert {index: told[index] for index in printed} == printed


def test_that_a_sign_before_a_zero_falls_away_in_the_numbers_and_stays_in_the_symbols():
    narrator = Narrator(Run(one_unit(2.0, 0.0, "CrossEntropy")).walk())

    terms = narrator.tell(2).terms

    assert [term.symbol for term in terms[1:4]] == ["=", "−", "t_1"]
    assert write(terms, 4) == ("2.1269", "=", "", "0", "·", "−0.1269", "−", "1", "·", "−2.1269")


@pytest.mark.parametrize("name", CASES)
def test_that_the_gradients_of_the_samples_add_up_to_the_batch(name):
    recorded = narrator_of(CASES[name]).recorded

    for layer in range(1, recorded.layers + 1):
        n_in, n_out = recorded.widths[layer - 1 : layer + 1]
        for unit in range(n_out):
            for source in range(-1, n_in):
                parts = [recorded.gradient(layer, unit, source, sample) for sample in range(recorded.samples)]
                allowed = 1e-12 * max(sum(map(abs, parts)), 1e-300)
                assert sum(parts) == pytest.approx(recorded.gradient_sum(layer, unit, source), rel=0, abs=allowed)


@pytest.mark.parametrize("name", CASES)
def test_that_the_told_new_weights_are_those_of_the_walk_bit_for_bit(name):
    narrator = narrator_of(CASES[name])
    theta = narrator.walk.before.theta.copy()

    for index in range(narrator.operations.phases(0)[-1].start, len(narrator.operations)):
        op = narrator.operations[index]
        theta[narrator.recorded.theta_index(op.layer, op.unit, op.source)] = narrator.tell(index).result

    assert np.array_equal(theta, narrator.walk.theta)


@pytest.mark.parametrize("name", CASES)
def test_that_the_arithmetic_ends_in_the_step_that_was_taken(name):
    narrator = narrator_of(CASES[name])

    for index in range(narrator.operations.phases(0)[-1].start, len(narrator.operations)):
        told, op = narrator.tell(index), narrator.operations[index]
        place = op.layer, op.unit, op.source
        assert narrator.recorded.old_value(*place) + told.arithmetic[-1].value == told.result
        followed = [line.value for line in told.arithmetic if line.symbol == "g"][-1]
        assert followed == narrator.recorded.used_gradient(*place)


def test_that_a_diverged_network_is_told_without_an_exception():
    experiment = CASES["squared error, wide, SGD"]
    narrator = narrator_of(replace(experiment, plan=Plan("SGD", 1e6, 5)), 30)

    told = [narrator.tell(index) for index in range(len(narrator.operations))]
    written = [write(one.terms, digits) for one in told for digits in (4, 9)]

    assert not np.isfinite(told[-1].result)
    assert written[-1][0] == "NaN"


@pytest.mark.parametrize("z", [1e308, -1e308, 800.0, -800.0, float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize("label", [one for one in FUNCTIONS if one != "softmax"])
def test_that_a_function_of_the_most_extreme_sums_is_written(z, label):
    with np.errstate(all="ignore"):
        value = float(FUNCTIONS[label].value(np.array([z]))[0])
    terms = (
        Term("a", value, "result"), Term("=", None, "operator"),
        Term(f"{label}(", None, "operator", function=FUNCTIONS[label]), Term("z", z, "forward"),
        Term(")", None, "operator"))

    result, sign, *_ = write(terms, 9)

    assert result == result_of(value, 9, 2)
    assert sign in "=≈"


# ---- the published case ----------------------------------------------------------------------------------------------


def test_that_the_gradient_of_w5_is_told_as_error_signal_times_what_arrives(mazur):
    told = mazur.tell(17)

    operands = [term for term in told.terms[2:] if term.value is not None]

    assert told.heading == "Backward · layer 2 · chain rule"
    assert told.question == "How much does $w_5$ change the error?"
    assert f"{told.result:.9f}" == "0.082167041"
    assert [f"{term.value:.9f}" for term in operands] == ["0.138498562", "0.593269992"]
    assert [term.role for term in operands] == ["gradient", "forward"]
    assert [plain_of(term.symbol) for term in told.terms] == ["∂E/∂w₅", "=", "δ_o1", "·", "h₁"]
    assert [term.caption for term in operands] == [
        "error signal\nof o₁", "activation of h₁\narriving on the edge"]
    assert told.backward
    assert told.flow == (Mark("edge", 3, 0, 0),)
    assert set(told.marks) == {
        Mark("edge", 2, 0, 0), Mark("edge", 3, 0, 0), Mark("unit", 2, 0), Mark("unit", 1, 0), Mark("loss", 3, 0)}
    assert told.label == r"\partial E/\partial w_5"
    assert dict(told.values)["self.dW[0, 0]"] == told.result


def test_that_the_gradient_of_w5_previews_its_update(mazur):
    preview = mazur.tell(17).preview

    assert [plain_of(term.symbol) for term in preview] == ["w₅", "←", "w₅", "−", "η", "·", "∂E/∂w₅"]
    assert [term.value for term in preview if term.value is not None][1:3] == [0.4, 0.5]
    assert f"{preview[0].value:.8f}" == "0.35891648"


def test_that_a_preview_is_left_out_where_other_samples_or_a_memory_decide():
    batch, adam = narrator_of(CASES["no hidden layer"]), narrator_of(CASES["frozen biases, Adam, one sample"])

    for narrator in (batch, adam):
        index = index_of(narrator, "weight_gradient", 1)
        assert narrator.tell(index).preview == ()


def in_symbols(narrator, *what) -> str:
    return "".join(plain_of(term.symbol) for term in narrator.tell(index_of(narrator, *what)).terms)


def test_that_every_layer_is_told_by_the_same_four_steps(mazur):
    assert in_symbols(mazur, "output_slope", 2, 0) == "∂E/∂o₁=o₁−t₁"
    assert in_symbols(mazur, "output_slope", 1, 0) == "∂E/∂h₁=δ_o1·w₅+δ_o2·w₇"
    for layer, unit, source in ((2, "o", "h₁"), (1, "h", "x₁")):
        slope = f"∂{unit}₁/∂z_{unit}1"
        assert in_symbols(mazur, "slope", layer, 0) == f"{slope}={unit}₁·(1−{unit}₁)"
        assert in_symbols(mazur, "delta", layer, 0) == f"δ_{unit}1=∂E/∂{unit}₁·{slope}"
        assert in_symbols(mazur, "weight_gradient", layer, 0, 0).endswith(f"=δ_{unit}1·{source}")


def test_that_of_many_paths_the_largest_are_told_and_the_rest_as_one(mazur):
    wide = narrator_of(CASES["squared error, wide, SGD"])

    told = wide.tell(index_of(wide, "output_slope", 1, 0))

    roles = [term.role for term in told.terms[2:] if term.value is not None]
    assert roles == ["gradient", "forward"] * 3 + ["gradient"]
    assert told.terms[-1].caption == "the other 3\npaths"
    assert told.sentence == (
        "h1.1 feeds 6 units. Each path back brings the error signal of that unit times the weight between them; the "
        "paths add up. Shown are the 3 of 6 paths that are largest by absolute value.")


def test_that_cross_entropy_tells_the_error_signal_as_probability_minus_target():
    narrator = narrator_of(CASES["softmax, Adam, penalty"])

    told = narrator.tell(index_of(narrator, "delta", 2, 1))

    assert [plain_of(term.symbol) for term in told.terms] == ["δ_p2", "=", "p₂", "−", "t₂"]
    assert told.source.name == "CrossEntropy.slope"


def test_that_a_long_sum_shows_three_products_and_the_rest():
    narrator = narrator_of(CASES["squared error, wide, SGD"])

    told = narrator.tell(index_of(narrator, "sum", 2, 0))

    assert [term.caption for term in told.terms if term.value is not None].count("weight") == 3
    assert told.terms[-3].caption == "the other 4\nproducts"
    assert len(told.flow) == 7


# ---- names -----------------------------------------------------------------------------------------------------------


def test_that_units_and_edges_of_any_network_have_readable_names():
    names = narrator_of(CASES["squared error, wide, SGD"], 0).names

    assert names.unit(1, 5) == "h_{1.6}"
    assert names.weight(1, 0, 5) == r"w_{x1\to h1.6}"
    assert names.edge_text(1, 0, 5) == "x₁ → h1.6"
    assert names.edge_text(3, 1, 0) == "h2.2 → o₁"
    assert names.bias_text(2, 0) == "bias of h2.1"
    assert names.loss == "L"


def test_that_no_two_weights_share_a_name():
    names = narrator_of(preset("Blobs"), 0).names

    written = [
        names.weight(layer, source, unit)
        for layer in range(1, 4) for unit in range(names.widths[layer]) for source in range(names.widths[layer - 1])
    ]

    assert len(set(written)) == len(written) == sum(a * b for a, b in zip(names.widths, names.widths[1:], strict=False))


def test_that_an_example_keeps_its_names_until_its_layers_change():
    given = example("mazur").experiment
    spec = given.network
    rate = replace(given, plan=Plan("SGD", 0.1, 1))
    wider = replace(given, network=spec.with_units(0, 3))

    assert Narrator(Run(rate).walk()).names.weight(2, 0, 0) == "w_5"
    assert Narrator(Run(wider).walk()).names.weight(2, 0, 0) == r"w_{h1.1\to o1}"


def test_that_a_bias_is_one_of_the_layer_only_while_its_units_have_the_same(mazur):
    assert mazur.names.bias(1, 0) == mazur.names.bias(1, 1) == "b_1"
    experiment = mazur.walk.experiment
    trained = replace(experiment, network=replace(experiment.network, train_biases=True))
    assert [names_of(trained).bias(1, unit) for unit in range(2)] == ["b_{h1}", "b_{h2}"]
    assert names_of(trained).weight(1, 0, 0) == "w_1"
    apart = mazur.walk.before.theta.copy()
    apart[4] = 0.36
    assert names_of(experiment, apart).bias(1, 0) == "b_{h1}"


@pytest.mark.parametrize("name", CASES)
def test_that_labels_of_the_list_agree_with_what_is_told(name):
    narrator = narrator_of(CASES[name], 0)

    for index in range(len(narrator.operations)):
        assert narrator.label(index) == narrator.tell(index).label


# ---- words -----------------------------------------------------------------------------------------------------------


def test_that_sentences_say_which_way_a_weight_should_go(mazur):
    assert mazur.tell(17).sentence == (
        "A slightly larger w₅ raises the error of this sample, so the sample asks for a smaller one.")
    assert mazur.tell(19).sentence == (
        "A slightly larger w₇ lowers the error of this sample, so the sample asks for a larger one.")
    assert mazur.tell(35).sentence == "w₅ becomes smaller, because the gradient is positive: the step goes against it."


@pytest.mark.parametrize("name", CASES)
def test_that_everything_told_is_plain_and_complete(name):
    narrator = narrator_of(CASES[name])

    for index in range(len(narrator.operations)):
        told = narrator.tell(index)
        assert told.question.endswith("?")
        assert told.question.count("$") in (0, 2)
        assert told.sentence.endswith(".")
        assert not re.search(r"[\\$_{}]", told.sentence.replace("z_", ""))
        assert told.terms[0].role == ("slope" if narrator.operations[index].kind == "slope" else "result")
        assert told.label
        for term in told.terms:
            assert (term.value is None) == (term.role == "operator")
            assert "\\" not in term.caption
            assert "{" not in term.caption


# ---- optimizer arithmetic in LaTeX -----------------------------------------------------------------------------------


def test_that_symbols_become_numbers_with_dots_where_they_are_multiplied():
    known = {r"\beta_1": 0.9, "m": -0.5, "g": 0.25, "t": 12, r"\hat m": 0.125, r"\eta": 0.1, r"\epsilon": 1e-8}

    assert in_numbers(r"\beta_1 m + (1 - \beta_1)\, g^2", known, 4) == r"0.9\cdot({-0.5})+(1-0.9)\cdot 0.25^2"
    assert in_numbers(r"\frac{m}{1 - \beta_1^t}", known, 4) == r"\frac{{-0.5}}{1-0.9^{12}}"
    assert in_numbers(r"-\eta\, \frac{\hat m}{\sqrt{\hat m} + \epsilon}", known, 4) == (
        r"{-0.1}\cdot\frac{0.125}{\sqrt{0.125}+10^{-8}}")
    assert in_numbers(r"-\eta\, g", known | {r"\eta": 0.0}, 4) == r"0\cdot 0.25"
    assert in_numbers(r"-\eta\, g", known | {r"\eta": 1e-6}, 4) == r"{-10^{-6}}\cdot 0.25"
    assert in_numbers(r"-\eta\, g", known | {r"\eta": 2.5e-6}, 4) == r"{-2.5} \cdot 10^{-6}\cdot 0.25"


def test_that_adam_is_told_line_by_line():
    narrator = narrator_of(CASES["binary cross-entropy, Adam"])

    told = narrator.tell(len(narrator.operations) - 1)

    assert [line.symbol for line in told.arithmetic] == ["g", "m", "v", r"\hat m", r"\hat v", r"\Delta w"]
    assert [plain_of(term.symbol) for term in told.terms] == ["b_p1 new", "=", "b_p1", "+", "Δw"]


def test_that_a_penalty_has_a_line_for_weights_and_none_for_biases():
    narrator = narrator_of(CASES["softmax, Adam, penalty"])

    weight = narrator.tell(index_of(narrator, "weight", 1, 0, 0)).arithmetic
    bias = narrator.tell(index_of(narrator, "bias", 1, 0)).arithmetic

    assert [line.symbol for line in weight][:3] == ["g", "g", "m"]
    assert weight[1].rule == r"g + \lambda\, w_{x1\to h1.1}"
    assert [line.symbol for line in bias][:2] == ["g", "m"]


# ---- source ----------------------------------------------------------------------------------------------------------


def marked(told) -> str:
    return told.source.lines[told.source.current - told.source.first].strip()


@pytest.mark.parametrize(("index", "method", "mentions"), [
    (0, "Dense.forward", "self.W"),
    (2, "Activate.forward", "activation.value"),
    (8, "SquaredError.of_samples", "return"),
    (11, "SquaredError.slope", "return"),
    (13, "Sigmoid.slope", "return"),
    (15, "Activate.backward", "activation.slope"),
    (17, "Dense.backward", "self.dW"),
    (21, "Dense.backward", "return"),
    (31, "Dense.update", "self.theta"),
])
def test_that_the_marked_line_is_the_one_that_runs(mazur, index, method, mentions):
    told = mazur.tell(index)

    assert told.source.name == method
    assert mentions in marked(told)
    root = sources.__file__.removesuffix("mlpviz/engine/telling/sources.py")
    assert root + told.source.path == module_file(told.source.path)


def module_file(path: str) -> str:
    from importlib import import_module

    return str(import_module(path.removesuffix(".py").replace("/", ".")).__file__)


def test_that_the_marked_line_stands_in_the_file_at_its_number(mazur):
    for index in range(39):
        source = mazur.tell(index).source
        with open(module_file(source.path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        assert tuple(lines[source.first - 1 : source.first - 1 + len(source.lines)]) == source.lines
        assert source.first < source.current < source.first + len(source.lines)


def test_that_a_bias_gradient_marks_its_own_line():
    narrator = narrator_of(CASES["no hidden layer"])

    told = narrator.tell(index_of(narrator, "bias_gradient", 1))

    assert "self.db" in marked(told)


def test_that_shapes_stand_beside_the_lines(mazur):
    source = mazur.tell(17).source
    shapes = {source.lines[line - source.first].strip(): shape for line, shape in source.shapes.items()}

    assert [shape for line, shape in shapes.items() if "self.dW" in line] == ["(2, 2)"]
    assert [shape for line, shape in shapes.items() if "self.db" in line] == ["(2,)"]
    assert [shape for line, shape in shapes.items() if line.startswith("return")] == ["(1, 2)"]


def test_that_shapes_agree_with_the_recorded_arrays():
    narrator = narrator_of(CASES["softmax, Adam, penalty"])
    recorded = {(step.move, step.layer, step.part): step for step in narrator.walk.steps}

    for layer in (1, 2):
        told = narrator.tell(index_of(narrator, "sum", layer))
        assert told.source.shapes[told.source.current] == str(recorded["forward", layer, "dense"].result.shape)


def test_that_every_name_given_for_a_dense_layer_stands_in_its_source(mazur):
    tree = ast.parse(inspect.getsource(Dense))
    real = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name | ast.arg)}

    assert set(mazur._source_lines._dense(1)) <= real


def test_that_cross_entropy_marks_the_branch_that_runs():
    one, several = narrator_of(CASES["binary cross-entropy, Adam"]), narrator_of(CASES["softmax, Adam, penalty"])

    assert "each" in marked(one.tell(index_of(one, "total_loss", 0)))
    assert "log1p(rest)" in marked(several.tell(index_of(several, "total_loss", 0)))


def test_that_a_method_without_source_is_told_in_words():
    made: dict[str, object] = {}
    exec("class Typed:\n    def forward(self, x):\n        return x\n", {"__name__": "typed"}, made)

    source = sources.source_of(made["Typed"], "forward")

    assert source.current == 0
    assert source.lines == ("The source of Typed.forward is not available here.",)


def test_that_the_statement_is_found_wherever_it_stands():
    class Longer(Dense):
        def backward(self, dz):
            extra = dz * 1.0

            self.x.T.dot(extra, out=self.dW)
            return extra

    source = sources.source_of(Longer, "backward", "dW", {"dz": (4, 2), "self.dW": (3, 2)})

    assert source.lines[source.current - source.first].strip() == "self.x.T.dot(extra, out=self.dW)"
    assert list(source.shapes.values()) == ["(4, 2)", "(3, 2)", "(4, 2)"]
    assert ast.parse("\n".join(line[8:] for line in source.lines))


# ---- what is known by now --------------------------------------------------------------------------------------------


def test_that_the_graph_knows_only_what_was_reached(mazur):
    values = mazur.graph_values(17)

    assert values[Mark("unit", 1, 0)].keys() == {"z", "a"}
    assert values[Mark("unit", 2, 0)].keys() == {"z", "a", "slope", "δ"}
    assert f"{values[Mark('edge', 2, 0, 0)]['gradient']:.9f}" == "0.082167041"
    assert values[Mark("edge", 2, 0, 1)].keys() == {"w"}
    assert f"{values[Mark('loss', 3, 0)]['L']:.9f}" == "0.298371109"
    assert f"{values[Mark('edge', 3, 0, 0)]['gradient']:.9f}" == "0.741365070"
    assert mazur.graph_values(0).get(Mark("unit", 2, 0)) is None
    assert mazur.graph_values(7).get(Mark("loss", 3, 0)) is None


def test_that_the_graph_grows_operation_by_operation(mazur):
    known = [sum(len(numbers) for numbers in mazur.graph_values(index).values()) for index in range(39)]

    assert known == sorted(known)
    assert mazur.graph_values(38)[Mark("edge", 2, 0, 0)]["new"] == mazur.tell(35).result


def test_that_gradients_are_listed_in_the_order_of_the_walk(mazur):
    rows = mazur.gradients(17)

    assert [plain_of(row.name) for row in rows] == ["w₅", "w₆", "w₇", "w₈", "w₁", "w₂", "w₃", "w₄"]
    assert [row.gradient is None for row in rows] == [False] + [True] * 7
    assert (rows.ready, len(rows), rows.row_of(17), rows.row_of(35), rows.row_of(16)) == (1, 8, 0, 0, None)


def test_that_every_sample_starts_with_an_empty_table():
    narrator = narrator_of(CASES["no hidden layer"])
    operations = narrator.operations

    assert narrator.gradients(operations.per_sample - 1).ready == 3
    assert narrator.gradients(operations.per_sample).ready == 0


def test_that_the_update_lists_the_gradient_that_is_followed():
    narrator = narrator_of(CASES["softmax, Adam, penalty"])

    rows = narrator.gradients(len(narrator.operations) - 1)

    assert rows.of_batch
    assert rows.ready == len(rows) == narrator.walk.theta.size
    assert rows[0].gradient == narrator.recorded.used_gradient(2, 0, 0)


def test_that_the_update_lists_the_slopes_of_weights_that_are_held_too():
    narrator = Narrator(Run(example("statquest").experiment).walk())

    rows = narrator.gradients(len(narrator.operations) - 1)
    named = {plain_of(row.name): row.gradient for row in rows}

    # The sum over the three doses.
    recorded = narrator.recorded
    expected = sum(recorded.gradient(1, 0, 0, sample) for sample in range(3))
    assert named["w₁"] == pytest.approx(expected, rel=1e-12) != 0.0
    assert [line.value for line in narrator.tell(index_of(narrator, "weight", 1, 0, 0)).arithmetic][1:] == [0.0, 0.0]


@pytest.mark.parametrize("name", CASES)
def test_that_the_tangent_touches_the_loss_along_a_weight(name):
    narrator = narrator_of(CASES[name])
    operations = narrator.operations

    for kind in ("weight_gradient", "weight"):
        index = index_of(narrator, kind, 1, 0, 0)
        along = narrator.loss_along(index)
        assert along is not None
        h = 1e-5
        at = narrator.recorded.theta_index(1, 0, 0)
        ends = narrator._losses_at(operations[index], np.array([along.here - h, along.here + h]))
        assert along.here == narrator.walk.before.theta[at]
        assert along.slope == pytest.approx((ends[1] - ends[0]) / (2 * h), rel=1e-5, abs=1e-8)
        assert along.values.shape == along.at.shape == along.tangent.shape


def test_that_the_loss_along_a_weight_passes_through_the_told_loss(mazur):
    along = mazur.loss_along(17)

    assert along is not None
    assert f"{along.value:.9f}" == "0.298371109"
    assert f"{along.slope:.9f}" == "0.082167041"
    assert mazur.loss_along(0) is None


ACTIVATIONS_CASE = Experiment(
    targets_of(2), NetworkSpec([LayerSpec(3, "SiLU"), LayerSpec(3, "Softplus"), LayerSpec(2, "Logistic")], seed=3,
                               loss="MeanSquaredError"), Plan("SGD", 0.1, 2))  # fmt: skip


@pytest.mark.parametrize("case", [*CASES, "three functions"])
def test_that_the_curve_of_an_operation_has_the_slope_of_its_central_difference(case):
    narrator = narrator_of(CASES.get(case, ACTIVATIONS_CASE))

    seen = set()
    for index, op in enumerate(narrator.operations):
        curve = narrator.curve(index)
        if curve is None or op.sample > 0:
            continue
        seen.add(op.kind)
        along, half = curve.along, len(curve.along.at) // 2
        h = along.at[half + 1] - along.at[half]
        around = along.values[half - 2 : half + 3]
        fourth_order = (around[0] - 8 * around[1] + 8 * around[3] - around[4]) / (12 * h)
        if not any(layer.name == "ReLU" for layer in narrator.recorded.activations):  # has a corner
            assert along.slope == pytest.approx(fourth_order, rel=2e-2, abs=2e-3), (op, curve.title)
        told = narrator.tell(index).result
        if op.kind in ("activate", "link", "total_loss"):
            assert along.value == pytest.approx(told, rel=1e-12)
        if op.kind in ("slope", "output_slope", "weight_gradient"):
            assert along.slope == pytest.approx(told, rel=1e-9, abs=1e-12)
    assert {"weight_gradient", "weight"} <= seen


@pytest.mark.parametrize("case", CASES)
def test_that_the_terms_of_a_sum_add_up_to_it(case):
    narrator = narrator_of(CASES[case])

    sums = 0
    for index in range(narrator.operations.per_sample):
        told = narrator.tell(index)
        if told.addends:
            sums += 1
            size = sum(abs(one.value) for one in told.addends)
            assert sum(one.value for one in told.addends) == pytest.approx(told.result, abs=1e-12 * size)
    assert sums


def test_that_marks_lie_on_the_graph():
    narrator = narrator_of(CASES["squared error, wide, SGD"])
    widths = narrator.recorded.widths

    for index in range(len(narrator.operations)):
        for mark in narrator.tell(index).marks:
            if mark.layer == len(widths):
                assert mark.kind in ("loss", "edge")
            else:
                assert mark.unit < widths[mark.layer]
            if mark.kind == "edge":
                assert 0 <= mark.source < widths[mark.layer - 1]


def test_that_counts_of_operations_follow_from_the_layers():
    narrator = narrator_of(CASES["squared error, wide, SGD"], 0)
    widths = narrator.recorded.widths
    weights = sum(prod(pair) for pair in zip(widths, widths[1:], strict=False))

    assert len(narrator.operations.phases(0)) == 3 + 1 + 3 + 1
    assert narrator.operations.phases(0)[-1].count == weights + sum(widths[1:])
