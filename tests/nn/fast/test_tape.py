from __future__ import annotations

import gc
from weakref import ref

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.nn.fast.tape import NotRepeatableError, Tape, repeat, split_constants


def test_that_a_tape_repeats_a_formula_for_other_numbers():
    tape = Tape(3)
    x = tape.samples_of(2)
    made = 2.0 * np.tanh(x) + np.maximum(x, 0.5)
    x, made = x.view(np.ndarray), made.view(np.ndarray)
    x[...] = [[1.0, -1.0], [0.0, 2.0], [0.25, 3.0]]

    repeat(tape.calls)

    assert made.tobytes() == (2.0 * np.tanh(x) + np.maximum(x, 0.5)).tobytes()


def test_that_bias_and_weights_take_one_call():
    flat, gradient, tape = np.arange(8.0), np.zeros(8), Tape(3)
    x = tape.samples_of(3)
    W, b, dW, db = flat[:6].reshape(3, 2), flat[6:], gradient[:6].reshape(3, 2), gradient[6:]

    z = x.dot(W) + b
    x.T.dot(z, out=dW)
    np.add.reduce(z, axis=0, out=db)
    x, z = x.view(np.ndarray), z.view(np.ndarray)
    x[...] = [[1.0, 2.0, 3.0], [0.0, -1.0, 0.5], [4.0, 0.0, 1.0]]
    repeat(tape.calls)

    assert len(tape.calls) == 2
    assert z.tolist() == (x @ W + b).tolist()
    assert dW.tolist() == (x.T @ z).tolist()
    assert db.tolist() == z.sum(axis=0).tolist()


def test_that_a_vector_that_lies_elsewhere_is_added_by_a_call_of_its_own():
    tape, W, b = Tape(3), np.ones((3, 2)), np.array([5.0, 7.0])
    x = tape.samples_of(3)
    z = x.dot(W) + b
    x.view(np.ndarray)[...] = 1.0
    repeat(tape.calls)

    assert len(tape.calls) == 2
    assert z.view(np.ndarray).tolist() == [[8.0, 10.0]] * 3


def test_that_calls_nobody_needs_are_left_out():
    tape = Tape(3)
    x = tape.samples_of(2)
    half = x * 0.5
    np.exp(half)
    wanted = np.tanh(half)

    assert [call.function for call in tape.needed([wanted])] == [np.multiply, np.tanh]


def test_that_what_depends_on_the_rate_alone_is_parted_from_what_changes_at_every_update():
    tape, rate, grad = Tape(3), np.array(0.5), np.ones(4)
    change = tape.watched(grad) * -tape.watched(rate)

    constant, others = split_constants(tape.calls, [grad])

    assert [call.function for call in constant] == [np.negative]
    assert [call.function for call in others] == [np.multiply]
    rate[...], grad[:] = 0.25, 2.0
    repeat(others)
    assert change.view(np.ndarray).tolist() == [-1.0] * 4
    repeat([*constant, *others])
    assert change.view(np.ndarray).tolist() == [-0.5] * 4


@pytest.mark.parametrize("formula", [
    lambda x: x if x[0, 0] > 0 else -x, lambda x: np.where(x > 0, x, 0.0), lambda x: x[[0, 1]], lambda x: x[x > 0],
    lambda x: np.cumsum(x), lambda x: np.add.accumulate(x), lambda x: float(x[0, 0]), lambda x: x.__setitem__(0, 1.0),
    lambda x: np.add.reduce(x, axis=0, initial=1.0), lambda x: np.add(x, 1.0, where=np.array(True)),
], ids=range(10))  # fmt: skip
def test_that_what_cannot_be_repeated_is_refused(formula):
    tape = Tape(3)
    with pytest.raises(NotRepeatableError):
        formula(tape.samples_of(2))


def test_that_a_tape_whose_run_is_over_takes_no_memory():
    experiment = preset("XOR", per_class=10)
    run = Run(experiment, arithmetic="layers")
    run.batch()
    taped = run.sweep.taped(experiment.plan.batch_size)
    assert taped is not None
    tape = ref(taped._tape)

    del run, taped
    gc.collect()

    assert tape() is None
