from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Narrator, plain_of


def as_printed(value: float, like: str) -> str:
    places = len(like.partition(".")[2])
    return f"{value + 0.0:.{places}f}"


def all_as_printed(values: list[float], like: list[str]) -> list[str]:
    return [as_printed(value, digits) for value, digits in zip(values, like, strict=True)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_an_example_gives_the_printed_digits(name):
    narrator = Narrator(Run(EXAMPLES[name].experiment).walk())

    printed = dict(EXAMPLES[name].printed)
    results = {}
    for index, operation in enumerate(narrator.operations):
        told = narrator.tell(index)
        named = plain_of(told.terms[0].symbol).removesuffix(" new")
        results[named, operation.sample] = told.result
    computed = {at: as_printed(results[at], like) for at, like in printed.items()}

    assert printed
    assert computed == printed


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_an_example_carries_its_own_name(name):
    one = EXAMPLES[name]

    assert one.title == name
    assert one.experiment.example == name
    assert one.source
    assert one.about


def test_that_mazur_after_one_update_has_the_recomputed_error():
    run = Run(example("mazur").experiment)

    run.epoch()

    assert run.scores().train_loss == pytest.approx(0.291027773693599, abs=5e-16)
    assert as_printed(run.predict([[0.05, 0.10]])[0, 0], ".742088111") == "0.742088111"
    assert as_printed(run.predict([[0.05, 0.10]])[0, 1], ".775284968") == "0.775284968"


def test_that_mazur_after_ten_thousand_updates_has_the_recomputed_error():
    run = Run(example("mazur").experiment)

    for _ in range(10_000):
        run.epoch()

    assert f"{run.scores().train_loss:.9e}" == "3.510187783e-05"
    answers = [as_printed(answer, ".015913620") for answer in run.predict([[0.05, 0.10]])[0]]
    assert answers == ["0.015913620", "0.984064274"]


def test_that_mazur_with_learning_biases_has_the_recomputed_error():
    given = example("mazur").experiment
    spec = given.network
    network = NetworkSpec(spec.layers, loss=spec.loss, theta=spec.theta)
    run = Run(type(given)(given.points, network, given.plan))

    run.epoch()

    assert f"{run.scores().train_loss:.12f}" == "0.280471446791"


STATQUEST_BIAS = "0 1.5655 2.1917 2.4422 2.5424 2.5825 2.5985 2.6049".split()
STATQUEST_RESIDUALS = "20.4236 3.2678 0.5229 0.0837 0.0134 0.0022".split()
STATQUEST_GRADIENTS = "-15.6551 -6.2620 -2.5048 -1.0019".split()


def test_that_statquest_learns_its_last_bias_as_printed():
    run, given = Run(example("statquest").experiment), example("statquest").experiment.network
    snapshots = [run.snapshot()]
    for _ in range(7):
        run.epoch()
        snapshots.append(run.snapshot())

    biases = [one.theta[-1] for one in snapshots]
    residuals = [one.scores.train_loss for one in snapshots[:6]]
    gradients = [one.grad[-1] for one in snapshots[:4]]

    assert all_as_printed(biases, STATQUEST_BIAS) == STATQUEST_BIAS
    assert all_as_printed(residuals, STATQUEST_RESIDUALS) == STATQUEST_RESIDUALS
    assert all_as_printed(gradients, STATQUEST_GRADIENTS) == STATQUEST_GRADIENTS
    assert all(np.array_equal(one.theta[:-1], given.first_theta()[:-1]) for one in snapshots), "only b3 learns"


def test_that_the_last_bias_of_statquest_comes_to_rest_as_printed():
    run = Run(example("statquest").experiment)

    for _ in range(200):
        run.epoch()

    assert as_printed(run.theta[-1], "2.61") == "2.61"
    assert run.snapshot().grad[-1] == pytest.approx(0.0, abs=1e-12)


def test_that_the_walk_of_statquest_adds_up_the_printed_gradient():
    told = Narrator(Run(example("statquest").experiment).walk()).tell(-1)

    assert as_printed(told.arithmetic[0].value, "15.6551") == "-15.6551"
    assert as_printed(told.result, "1.5655") == "1.5655"


def test_that_the_cs231n_neuron_sends_the_printed_gradient_to_its_inputs():
    walk = Run(example("cs231n").experiment).walk()

    sent = Narrator(walk).recorded.input_slopes[0]

    assert [as_printed(one, ".393223866") for one in sent] == ["0.393223866", "-0.589835800"]


def test_that_goodfellow_solves_xor_and_the_best_linear_fit_answers_one_half():
    given = example("goodfellow").experiment
    linear = NetworkSpec((LayerSpec(1, "Linear"),), loss="MeanSquaredError")
    fit = Run(type(given)(given.points, linear, Plan(learning_rate=0.5, batch_size=4)))

    for _ in range(500):
        fit.epoch()

    assert np.array_equal(Run(given).predict(given.points.x)[:, 0], [0.0, 1.0, 1.0, 0.0])
    assert fit.predict(given.points.x)[:, 0] == pytest.approx([0.5] * 4, abs=1e-12)


@pytest.mark.parametrize("name", ["mazur", "Mazur 2-2-2", "MAZUR 2-2-2", " Mazur "])
def test_that_an_example_is_found_by_title_and_by_a_short_word(name):
    assert example(name).title == "Mazur 2-2-2"


def test_that_an_unknown_example_is_refused_with_a_list_of_all():
    with pytest.raises(ValueError) as refusal:
        example("muzar")

    assert "'muzar'" in str(refusal.value)
    assert all(title in str(refusal.value) for title in EXAMPLES)


def test_that_short_words_are_unique():
    words = [one.short for one in EXAMPLES.values()] + [title.casefold() for title in EXAMPLES]

    assert len(set(words)) == len(words)
