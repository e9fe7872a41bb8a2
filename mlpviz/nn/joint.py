"""Calls of a tape that can be made as one, on arrays that lie side by side.

On the way back, every layer asks how steep its activation is, at values that have stood there since the way forward:
the same few calls for layer after layer. Small arrays cost so much a call, whatever is in them, so the arrays of such
layers are put one behind the other, and one call answers for all of them. What the formula says of each number stays
the same; so do the numbers, since only functions are joined that give the same result wherever a number stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from mlpviz.nn.arrays import Array
from mlpviz.nn.tape import Call, Tape, address, place

EXACT = (
    np.add, np.subtract, np.multiply, np.divide, np.negative,
    np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal,
)  # fmt: skip
"""Rounded once, as IEEE 754 wants it, or not at all; tanh may differ in its last digit from place to place."""

MOST = 2**11
"""Numbers in one row: of more, a call takes longer than it costs, and what it leaves has left the fastest cache."""

Row = tuple[int, ...]
"""Rooms of a tape, one behind the other."""


class Joint:
    """How calls of a formula, taped once, join when it is taped again."""

    def __init__(self, draft: Tape) -> None:
        """Find them. Taped again, the formula must make the same calls."""
        self._rows: list[Row] = []
        self._groups: list[tuple[list[int], list[Row]]] = []
        """Numbers of calls, the earliest of which stands for all, and the rows they work on."""
        self._find(draft)

    def rooms(self, draft: Tape) -> dict[int, Array]:
        """Where the arrays of those calls are to lie, by the number of their room."""
        places: dict[int, Array] = {}
        for row in self._rows:
            widths = [draft.rooms[room].shape[1] for room in row]
            whole = np.ones((sum(widths), draft.samples), draft.rooms[row[0]].dtype).T
            places.update(zip(row, np.split(whole, np.cumsum(widths)[:-1], axis=1), strict=True))
        return places

    def joined(self, tape: Tape) -> list[Call | None]:
        """The calls of the formula as they are now taped, None in the place of those that others stand for."""
        calls: list[Call | None] = list(tape.calls)
        for group, rows in self._groups:
            function, arguments, _ = tape.calls[group[0]]
            arrays = (_whole(tape, row) for row in rows)
            joined = [next(arrays) if one.ndim else one for one in arguments]
            for at in group:
                calls[at] = None
            calls[group[0]] = Call(function, tuple(joined), joined[-1])
        return calls

    def _find(self, draft: Tape) -> None:
        reader = _Reader(draft)
        alike: dict[Any, list[list[int]]] = {}
        filled: dict[int, int] = {}  # by the number of a room, the call that would fill it
        for at, call in enumerate(draft.calls):
            if (kind := reader.kind(call)) is not None:
                *inputs, out = reader.rooms(call)
                ready = max((filled.get(room, reader.filled(room)) for room in inputs), default=-1)
                groups = alike.setdefault(kind, [])
                group = next((group for group in groups if ready < group[0]), None)
                if group is None:
                    groups.append(group := [])
                group.append(at)
                filled[out] = group[0]
        filled.clear()
        for group in sorted((group for groups in alike.values() for group in groups), key=lambda group: group[0]):
            rows = [tuple(row) for row in zip(*(reader.rooms(draft.calls[at]) for at in group), strict=True)]
            ready = max((filled.get(room, reader.filled(room)) for row in rows[:-1] for room in row), default=-1)
            if len(group) > 1 and ready < group[0] and self._can_lie(rows, draft):
                self._rows += [row for row in dict.fromkeys(rows) if row not in self._rows]
                self._groups.append((group, rows))
                filled.update(dict.fromkeys(rows[-1], group[0]))

    def _can_lie(self, rows: Sequence[Row], draft: Tape) -> bool:
        """Whether every array would have one place, with these rows too, and none would be too long."""
        taken = [*self._rows, *rows]
        if sum(draft.rooms[room].size for room in rows[-1]) > MOST:
            return False
        return all(
            len(set(row)) == len(row) and all(row == other or not set(row) & set(other) for other in taken)
            for row in rows
        )


class _Reader:
    """Tells which calls of a tape can be joined at all, and on which rooms they work."""

    def __init__(self, tape: Tape) -> None:
        self._numbers = {place(whole[:, :-1]): room for room, whole in enumerate(tape.rooms)}
        outs = [address(call.out) for call in tape.calls]
        arrays = [one for call in tape.calls for one in call.arrays()]
        last = {address: at for at, address in enumerate(outs)}
        self._times = Counter(outs)
        self._filled = [last.get(address(whole), -1) for whole in tape.rooms]
        self._barred = {
            room
            for room, whole in enumerate(tape.rooms)
            if self._times[address(whole)] > 1 or any(np.may_share_memory(whole[:, -1:], one) for one in arrays)
        }
        """Rooms that are filled more than once, or whose ones are used: nothing else may be written there."""

    def filled(self, room: int) -> int:
        """The number of the call that fills a room, −1 if it is filled before."""
        return self._filled[room]

    def rooms(self, call: Call) -> list[int]:
        """The rooms a call works on, the one it fills last."""
        return [self._numbers[place(one)] for one in call.arguments if one.ndim]

    def kind(self, call: Call) -> Any:
        """What calls must have in common to be joined; None if this one cannot be."""
        if call.function not in EXACT or self._numbers.get(place(call.out)) in self._barred:
            return None
        for one in call.arguments:
            if (place(one) not in self._numbers) if one.ndim else (address(one) in self._times):
                return None
        return (call.function, *(one.dtype if one.ndim else one.tobytes() for one in call.arguments))


def _whole(tape: Tape, row: Row) -> Array:
    """All arrays of a row as one, the ones between them included."""
    first = tape.rooms[row[0]]
    columns = sum(tape.rooms[room].shape[1] for room in row) - 1
    return as_strided(first, (tape.samples, columns), first.strides)
