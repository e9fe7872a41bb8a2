from __future__ import annotations

import numpy as np

from mlpviz.nn.joint import MOST, Joint
from mlpviz.nn.tape import Tape, repeat

SAMPLES = 5


def taped(formula, inputs=2, columns=3):
    """Tape a formula of several arrays twice, as it is repeated: its arrays, what it makes of them, and the calls."""

    def tape_on(tape):
        given = [tape.samples_of(columns) for _ in range(inputs)]
        made = formula(*given)
        return [[one.view(np.ndarray) for one in arrays] for arrays in (given, made)]

    draft = Tape(SAMPLES)
    tape_on(draft)
    joint = Joint(draft)
    tape = Tape(SAMPLES, joint.rooms(draft))
    given, made = tape_on(tape)
    return given, made, [call for call in joint.joined(tape) if call is not None]


def check(formula, functions, inputs=2):
    """Ask for these calls in this order, and for the formula's numbers, also when it is repeated for others."""
    given, made, calls = taped(formula, inputs)
    assert [call.function for call in calls] == functions
    for seed in (1, 2):
        random = np.random.default_rng(seed)
        for one in given:
            one[...] = random.normal(size=one.shape)
        repeat(calls)
        for found, wanted in zip(made, formula(*given), strict=True):
            assert found.tobytes() == np.asarray(wanted).tobytes()


def test_that_slopes_of_several_layers_take_as_many_calls_as_those_of_one():
    def slopes(a, b, c):
        return [1.0 - a * a, 1.0 - b * b, 1.0 - c * c]

    check(slopes, [np.multiply, np.subtract], inputs=3)


def test_that_steps_of_several_layers_are_compared_and_turned_to_numbers_together():
    check(lambda a, b: [(a > 0.0) * 1.0, (b > 0.0) * 1.0], [np.greater, np.multiply])


def test_that_what_is_made_of_an_earlier_result_waits_for_it():
    def chain(a, b):
        first = a * 2.0
        second = first * 2.0
        return [first, second, b * 2.0]

    check(chain, [np.multiply, np.multiply])


def test_that_calls_with_other_numbers_stay_apart():
    check(lambda a, b: [a * 2.0, b * 3.0], [np.multiply, np.multiply])


def test_that_functions_that_may_round_differently_from_place_to_place_stay_apart():
    check(lambda a, b: [np.tanh(a), np.tanh(b)], [np.tanh, np.tanh])


def test_that_an_array_stands_in_one_row_only():
    def crossing(a, b, c):
        return [a * b, b * c, a * 2.0, c * 2.0, b * 2.0]

    given, made, calls = taped(crossing, inputs=3)
    for at, one in enumerate(given):
        one[...] = 1.0 + at
    repeat(calls)
    assert [one[0, 0] for one in made] == [2.0, 6.0, 2.0, 6.0, 4.0]


def test_that_what_follows_from_calls_that_stay_apart_stays_apart():
    def formula(a, b, c):
        beside = [a * 2.0, b * 2.0]  # so a lies beside b, and cannot lie beside c
        first = a * 3.0 - 1.0
        return [*beside, first, c * 3.0 - 1.0]

    check(formula, [np.multiply, np.multiply, np.subtract, np.multiply, np.subtract], inputs=3)


def test_that_the_same_call_made_twice_gives_two_results():
    given, made, calls = taped(lambda a: [a * 2.0, a * 2.0], inputs=1)
    given[0][...] = 3.0
    repeat(calls)
    assert [one.tolist() for one in made] == [[[6.0] * 3] * SAMPLES] * 2


def test_that_the_ones_beside_the_samples_of_a_product_stay_ones():
    flat = np.arange(8.0)
    W, b = flat[:6].reshape(3, 2), flat[6:]

    def layers(x, y):
        return [(x * 2.0).dot(W) + b, (y * 2.0).dot(W) + b]

    given, made, calls = taped(layers)
    for one in given:
        one[...] = np.random.default_rng(3).normal(size=one.shape)
    for _ in range(2):
        repeat(calls)
    for one, found in zip(given, made, strict=True):
        assert np.allclose(found, (2.0 * one) @ W + b, rtol=1e-14, atol=1e-14)


def test_that_long_arrays_are_asked_one_by_one():
    short, long = ([call.function for call in taped(lambda a, b: [a * a, b * b], columns=columns)[2]]
                   for columns in (3, MOST // SAMPLES))  # fmt: skip

    assert (short, long) == ([np.multiply], [np.multiply] * 2)
