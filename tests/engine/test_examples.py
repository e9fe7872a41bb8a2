from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.examples.example import comes_out, rounded_as
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.explanation import Explanation
from mlpviz.engine.telling.narration import Narrator
from mlpviz.engine.telling.printed_numbers import comparison
from mlpviz.engine.telling.ticks import slip_of


def as_printed(value: float, like: str) -> str:
    places = len(like.partition(".")[2])
    return f"{value + 0.0:.{places}f}"


def words(told: Explanation) -> str:
    return told.tick.words if told.tick is not None else ""


def all_as_printed(values: list[float], like: list[str]) -> list[str]:
    return [as_printed(value, digits) for value, digits in zip(values, like, strict=True)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_every_printed_number_comes_out_or_is_a_slip_that_is_explained(name):
    checks = comparison(EXAMPLES[name]).checks

    assert checks
    for check in checks:
        printed = check.printed
        assert check.agrees is not printed.is_slip, (printed.name, check.own)
        assert rounded_as(check.value, printed.digits) == (printed.right or printed.digits)
        assert bool(printed.why) is printed.is_slip
        assert check.verdict == ("✓" if check.agrees else slip_of(printed))


def test_that_the_errors_that_mazur_prints_come_from_weights_updated_before_their_error_signals():
    # A second program, in NumPy alone: the hidden error signals are computed once as they should be, and once from the
    # output weights that this very update has already changed.
    assert mazur_by_hand(1, updated_first=False) == pytest.approx((0.291027773694, 0.742088111, 0.775284968), abs=6e-10)
    slips = mazur_by_hand(10_000, updated_first=True)

    printed = {(one.name, one.updates): one.digits for one in example("mazur").printed if one.updates and one.is_slip}
    assert rounded_as(mazur_by_hand(1, updated_first=True)[0], "0.291027924") == printed["E", 1]
    assert [rounded_as(value, "0.000035085") for value in slips] == [
        printed["E", 10_000], printed["o₁", 10_000], printed["o₂", 10_000],
    ]  # fmt: skip


def mazur_by_hand(updates: int, *, updated_first: bool) -> tuple[float, float, float]:
    """The error and both outputs of Mazur's network after so many updates."""
    x, t = np.array([0.05, 0.10]), np.array([0.01, 0.99])
    first, second = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])
    for _ in range(updates + 1):
        h = 1 / (1 + np.exp(-(first @ x + 0.35)))
        o = 1 / (1 + np.exp(-(second @ h + 0.60)))
        delta = (o - t) * o * (1 - o)
        new = second - 0.5 * np.outer(delta, h)
        back = (new if updated_first else second).T @ delta
        first, second = first - 0.5 * np.outer(back * h * (1 - h), x), new
    return float(0.5 * np.sum((o - t) ** 2)), float(o[0]), float(o[1])


def test_that_the_slips_of_zhou_and_statquest_come_from_rounded_numbers():
    slips = {
        (name, one.name, one.sample): one.digits
        for name in ("zhou", "statquest") for one in example(name).printed if one.is_slip
    }  # fmt: skip

    assert as_printed(-2 * (1 - 0.524), "0.952") == slips["zhou", "∂L/∂o₁", 0]
    assert as_printed(-0.952 * 0.249 * -0.0904, "0.0214") == slips["zhou", "∂L/∂w₁", 0]
    after = [as_printed(one + 1.57, "0.00") for one in (-2.6, -1.6, -2.61)]
    assert after == [slips["statquest", "o", sample] for sample in range(3)]


def test_that_a_tick_needs_the_digits_of_the_source():
    assert comes_out(0.0214999, "0.021")
    assert not comes_out(0.0215001, "0.021")
    assert rounded_as(-0.00001, "0.00") == "0.00"
    assert rounded_as(6.914400106935423e-13, "6.91440011e-13") == "6.91440011e-13"


def test_that_later_updates_are_ticked_too_and_a_slip_is_said_where_it_is_seen():
    run = Run(example("mazur").experiment)
    run.epoch()
    narrator = Narrator(run.walk())

    told = narrator.tell(narrator.operations.index_of("total_loss", 0) or 0)

    assert words(told) == "≠ printed 0.291027924"
    assert told.sentence.endswith("are taken from the already updated output weights.")
    statquest = Run(example("statquest").experiment)
    statquest.epoch()
    assert words(Narrator(statquest.walk()).tell(-1)) == "✓ printed 2.19"


def test_that_a_term_of_a_sum_that_is_printed_wrong_is_told_with_the_sum():
    narrator = Narrator(Run(example("mazur").experiment).walk())

    told = narrator.tell(narrator.operations.index_of("output_slope", 1, 0) or 0)

    assert words(told) == "✓ printed 0.036350306"
    assert "For δ_o2 · w₇ the source prints −0.019049119, which is one too much in the last digit" in told.sentence


def test_that_a_point_walked_alone_has_its_own_printed_numbers_and_no_new_weights_of_the_batch():
    narrator = Narrator(Run(example("statquest").experiment).walk([2]))

    ticks = [narrator.tell(index).tick for index in range(len(narrator.operations))]

    assert [tick.words for tick in ticks if tick is not None] == ["✓ printed −2.61"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_an_example_carries_its_own_name(name):
    one = EXAMPLES[name]

    assert one.title == name
    assert one.experiment.example == name
    assert all((one.source, one.about, one.teaches, one.odd))
    assert one.experiment.plan.batch_size >= one.experiment.points.train_count, "an epoch is one update"


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
