"""A tape: the NumPy calls of a formula, recorded so that they can be repeated into the same arrays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple
from weakref import ref

import numpy as np
from numpy.lib.stride_tricks import as_strided

from mlpviz.nn.arrays import Array


class Call(NamedTuple):
    """One recorded call to NumPy."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    out: Any
    """The argument that receives the result."""

    def arrays(self) -> list[Any]:
        """All arrays that the call uses."""
        found = (getattr(self.function, "__self__", None), *self.arguments)
        return [one for one in found if isinstance(one, np.ndarray)]


class NotRepeatableError(TypeError):
    """A formula did something with a taped array that a tape cannot repeat."""


class Tape:
    """The NumPy calls of a formula, in order.

    The formula runs once on arrays that record every call; each result keeps its own array. To repeat the calls
    computes the formula for the new contents of its arguments, without the cost of Python code and new arrays. Formulas
    may use ufuncs, their `reduce`, `dot`, views, and may write into arrays, but may not use `if` on numbers.

    With small arrays, the time depends on the number of calls. So two calls become one where b follows W in memory:
    x W + b is [x 1] times W with b as last row, and dW with db as last row is [x 1]ᵀ dz (the "bias trick" of CS231n).
    For this, every array of samples has an extra column of ones. The values of one unit for all samples are adjacent in
    memory, so that NumPy loops over them.
    """

    def __init__(self, samples: int) -> None:
        """Create an empty tape for arrays of shape (samples, …)."""
        self.samples = samples
        self.calls: list[Call] = []
        self._with_ones: dict[int, Array] = {}  # arrays of samples by their address, each with its column of ones
        self._product: tuple[Any, Any, Any] | None = None  # left, right and out of the last call, if it was a dot

    def samples_of(self, columns: int) -> Any:
        """A watched array (samples, columns), to be filled with other numbers before each repetition."""
        return self.watched(self._buffer((self.samples, columns), np.float64))

    def watched(self, array: Any) -> Any:
        """A view of the array that records on this tape what is done with it."""
        found = array.view(_Taped)
        found._tape = ref(self)
        return found

    def needed(self, wanted: Sequence[Any]) -> list[Call]:
        """The calls without which these arrays would not get what they get."""
        found, sought = [], _Places(wanted)
        for call in reversed(self.calls):
            if sought.meet(call.out):
                found.append(call)
                sought.add(*call.arrays())
        return found[::-1]

    def call(self, ufunc: Any, inputs: Sequence[Any], out: Any) -> Any:
        """Record and make a call of a ufunc on whole arrays."""
        if ufunc is np.add and out is None and self._add_bias(*inputs):
            return self.watched(inputs[0])
        made = np.asarray(ufunc(*inputs))
        out = self._buffer(made.shape, made.dtype) if out is None else out
        if ufunc in (np.maximum, np.minimum):  # these accept `out` only by name
            return self._note(Call(partial(ufunc, out=out), tuple(inputs), out), made)
        return self._note(Call(ufunc, (*inputs, out), out), made)

    def reduce(self, ufunc: Any, array: Any, out: Any, axis: Any = 0, keepdims: bool = False) -> Any:
        """Record and make a reduction along an axis."""
        if ufunc is np.add and out is not None and axis == 0 and self._sum_bias(array, out):
            return self.watched(out)
        made = np.asarray(ufunc.reduce(array, axis=axis, keepdims=keepdims))
        out = self._buffer(made.shape, made.dtype) if out is None else out
        return self._note(Call(ufunc.reduce, (array, axis, None, out, keepdims), out), made)

    def dot(self, left: Any, right: Any, out: Any) -> Any:
        """Record and make a matrix product."""
        if out is None:
            out = self._buffer((left.shape[0], right.shape[1]), np.float64)
            self._note(Call(right.T.dot, (left.T, out.T), out.T), right.T.dot(left.T))
        else:
            self._note(Call(left.dot, (right, out), out), left.dot(right))
        self._product = left, right, out
        return self.watched(out)

    def write(self, array: Any, value: Any, where: Any) -> None:
        """Record and do what `array[where] = value` does; `where` is a mask, or True for all."""
        self._note(Call(np.copyto, (array, value, "same_kind", where), array), np.where(where, value, array))

    def _note(self, call: Call, made: Any) -> Any:
        np.copyto(call.out, made)
        self.calls.append(call)
        self._product = None
        return self.watched(call.out)

    def _buffer(self, shape: tuple[int, ...], dtype: Any) -> Any:
        if len(shape) != 2 or shape[0] != self.samples:
            return np.empty(shape, dtype)
        whole = np.ones((shape[1] + 1, self.samples), dtype).T
        self._with_ones[_address(whole)] = whole
        return whole[:, :-1]

    # the bias trick

    def _add_bias(self, z: Any, b: Any) -> bool:
        """If this is x W + b, let the last product also add the bias. Returns whether it does."""
        x, W, product = self._product or (None, None, None)
        if not (_same(z, product) and _address(x) in self._with_ones and _follows(W, b)):
            return False
        stacked, inputs = _with_next_row(W).T, self._with_ones[_address(x)].T
        self.calls.pop()
        self._note(Call(stacked.dot, (inputs, z.T), z.T), stacked.dot(inputs))
        return True

    def _sum_bias(self, dz: Any, db: Any) -> bool:
        """If this is Σ dz after xᵀ dz, let the last product also compute db. Returns whether it does."""
        x, factor, dW = self._product or (None, None, None)
        if not (_same(dz, factor) and _address(x) in self._with_ones and _follows(dW, db)):
            return False
        stacked, inputs = _with_next_row(dW), self._with_ones[_address(x)].T
        self.calls.pop()
        self._note(Call(inputs.dot, (dz, stacked), stacked), inputs.dot(dz))
        return True


def split_constants(calls: Sequence[Call], changing: Sequence[Array]) -> tuple[list[Call], list[Call]]:
    """The calls whose results stay as they are while none of the `changing` arrays changes, and the others."""
    constant, others, moving = list[Call](), list[Call](), _Places(changing)
    for call in calls:
        if any(map(moving.meet, call.arrays())):
            others.append(call)
            moving.add(call.out)
        else:
            constant.append(call)
    return constant, others


def repeat(calls: Sequence[Call]) -> None:
    """Make the recorded calls again, in order."""
    for function, arguments, _ in calls:
        function(*arguments)


class _Places:
    """Stretches of memory, joined where they overlap and in order, so that a long tape is searched quickly."""

    def __init__(self, arrays: Sequence[Any]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.add(*arrays)

    def add(self, *arrays: Any) -> None:
        for start, end in map(_stretch, arrays):
            first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
            if first < last:
                start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
            if start < end:
                self._starts[first:last], self._ends[first:last] = [start], [end]

    def meet(self, array: Any) -> bool:
        start, end = _stretch(array)
        return bisect_right(self._ends, start) < bisect_left(self._starts, end)


class _Taped(np.ndarray):
    """An array that records on its tape what is done with it."""

    _tape: ref[Tape]
    """Not the tape itself: its calls hold plain views of this array, and Python does not look for circles there."""

    @property
    def tape(self) -> Tape:
        tape = self._tape()
        assert tape is not None, "whoever tapes holds the tape"
        return tape

    def __array_finalize__(self, parent: Any) -> None:
        if isinstance(parent, _Taped):
            self._tape = parent._tape

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        plain, target = [_plain(one) for one in inputs], None if out is None else _plain(out[0])
        if method == "__call__" and not options:
            return self.tape.call(ufunc, plain, target)
        if method == "reduce" and not options.keys() - {"axis", "keepdims"}:
            return self.tape.reduce(ufunc, plain[0], target, **options)
        raise NotRepeatableError(f"{ufunc.__name__} with {method} and {', '.join(options)} is not taped")

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        raise NotRepeatableError(f"{function.__name__} is not taped")

    def dot(self, right: Any, out: Any = None) -> Any:
        return self.tape.dot(_plain(self), _plain(right), None if out is None else _plain(out))

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if not isinstance(found, np.ndarray) or not np.may_share_memory(_plain(found), _plain(self)):
            raise NotRepeatableError("an array made of single elements of another is not taped")
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        mask = isinstance(key, np.ndarray) and key.dtype == np.bool_
        if not mask and not (isinstance(key, slice) and key == slice(None)):
            raise NotRepeatableError("writing to some places of an array is not taped")
        self.tape.write(_plain(self), _plain(value), key if mask else np.array(True))

    def __bool__(self) -> bool:
        raise NotRepeatableError("a decision is not taped")

    def __float__(self) -> float:
        raise NotRepeatableError("a single number is not taped")


def _plain(value: Any) -> Any:
    """An array as a plain ndarray; a number as a 0-d float64 array, which NumPy handles faster."""
    return value.view(np.ndarray) if isinstance(value, np.ndarray) else np.array(value, dtype=np.float64)


def _address(array: Any) -> int:
    """The memory address of the first number of an array."""
    return int(array.__array_interface__["data"][0])


def _stretch(array: Any) -> tuple[int, int]:
    """Where in memory an array begins and where it has ended; both the same if it has no numbers."""
    if not array.size:
        return 0, 0
    steps = [(count - 1) * stride for count, stride in zip(array.shape, array.strides, strict=True)]
    start, end = sum(min(step, 0) for step in steps), sum(max(step, 0) for step in steps)
    return _address(array) + start, _address(array) + end + array.itemsize


def _place(array: Any) -> tuple[Any, ...]:
    """Equal for two arrays if they are the same view of the same memory."""
    return _address(array), array.shape, array.strides


def _same(one: Any, other: Any) -> bool:
    return other is not None and _place(one) == _place(other)


def _follows(W: Any, b: Any) -> bool:
    """Whether b (m,) follows W (k, m) in memory, as if it were its next row."""
    return W.flags.c_contiguous and b.shape == W.shape[1:] and _address(b) == _address(W) + W.nbytes


def _with_next_row(W: Any) -> Any:
    return as_strided(W, (W.shape[0] + 1, W.shape[1]))
