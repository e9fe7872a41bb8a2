"""Arrays as source text, every number exactly as Python prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlpviz.nn.arrays import Array

WIDTH = 112


def row_of(values: object, width: int = WIDTH) -> list[str]:
    """A list as source text, in lines of at most `width` letters where its numbers allow it."""
    words, lines, line = repr(values).split(" "), [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = f" {word}"
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def written_array(head: str, values: Array, call: str, tail: str = "") -> Iterator[str]:
    """The lines of an array: a matrix row by row; `head` and `tail` stand around the call that makes it."""
    indent = " " * (len(head) - len(head.lstrip()))
    if values.ndim == 1:
        first, *rest = row_of(values.tolist())
        lines = [f"{head}{call}({first}", *(indent + line for line in rest)]
    else:
        lines = [f"{head}{call}(["]
        for row in values.tolist():
            lines += [f"{indent}    {line}" for line in row_of(row)]
            lines[-1] += ","
        lines.append(f"{indent}]")
    yield from lines[:-1]
    yield f"{lines[-1]}){tail}"


def written_arrays(name: str, arrays: Iterable[Array], call: str) -> Iterator[str]:
    """The lines of a list of arrays."""
    yield f"{name} = ["
    for one in arrays:
        yield from written_array("    ", one, call, ",")
    yield "]"
