"""The source of methods that run, and which statement of it belongs to an operation."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import FunctionType, ModuleType

import numpy as np

from mlpviz.engine.telling.explanation import Source

Shape = tuple[int, ...]


def source_of(owner: object, method: str, mentions: str | None = None, shapes: Mapping[str, Shape] | None = None,
              outputs: int | None = None) -> Source:
    """The source of `owner.method`, or of a function of the module `owner`.

    The current statement is the first that contains the name or attribute `mentions`, otherwise the one that returns.
    `shapes` are the shapes of known arrays, by name in the source; the others are derived from them. `outputs`
    decides branches that depend on the number of outputs.
    """
    kind = owner if isinstance(owner, type | ModuleType) else type(owner)
    function = inspect.unwrap(getattr(kind, method))
    name = method if isinstance(kind, ModuleType) else f"{kind.__name__}.{method}"
    path = f"{(kind.__name__ if isinstance(kind, ModuleType) else kind.__module__).replace('.', '/')}.py"
    read = _read(function)
    if read is None:
        return Source(path, 0, (f"The source of {name} is not available here.",), 0, {}, name)
    first, lines, tree = read
    statements = [one for one in _reached(tree.body, outputs) if not _is_docstring(one)]
    current = _marked(statements, mentions)
    shown = _shapes(statements, dict(shapes or {}))
    return Source(
        path, first, lines, first + current.lineno - 1 if current else first,
        {first + line - 1: text for line, text in shown.items()}, name)


@lru_cache(maxsize=256)
def _read(function: FunctionType) -> tuple[int, tuple[str, ...], ast.FunctionDef] | None:
    """First line number, lines and syntax tree of a function; None if its source is not available."""
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (OSError, TypeError, SyntaxError):
        return None
    if not isinstance(tree, ast.FunctionDef):
        return None
    return first, tuple(line.rstrip("\n") for line in lines), tree


@lru_cache(maxsize=4096)
def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _reached(body: Sequence[ast.stmt], outputs: int | None) -> Iterator[ast.stmt]:
    """The statements that run, up to a return; branches on a single output are decided."""
    for statement in body:
        if isinstance(statement, ast.If):
            taken = _holds(statement.test, outputs)
            branch = [*(statement.body if taken is not False else []), *(statement.orelse if not taken else [])]
            reached = list(_reached(branch, outputs))
            yield from reached
            if taken is not None and reached and isinstance(reached[-1], ast.Return):
                return
        elif isinstance(statement, ast.For | ast.With | ast.While):
            yield statement
            yield from _reached(statement.body, outputs)
        else:
            yield statement


def _holds(test: ast.expr, outputs: int | None) -> bool | None:
    """Whether a branch is taken: known for `….shape[1] == 1`, None for all others."""
    if outputs is not None and _text(test).endswith(".shape[1] == 1"):
        return outputs == 1
    return None


def _marked(statements: Sequence[ast.stmt], mentions: str | None) -> ast.stmt | None:
    if mentions is not None:
        for statement in statements:
            if any(_name(node) == mentions for node in ast.walk(statement)):
                return statement
    for statement in reversed(statements):
        if isinstance(statement, ast.Return):
            return statement
    return statements[-1] if statements else None


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _shapes(statements: Sequence[ast.stmt], known: dict[str, Shape]) -> dict[int, str]:
    """The shape of each statement's result, by line, if it can be derived."""
    found = {}
    for statement in statements:
        target, value = _target_and_value(statement)
        if value is None:
            continue
        shape = known.get(target) if target in known else _shape(value, known)
        if shape is None and isinstance(statement, ast.Return):
            shape = known.get("return")
        if shape:
            known.setdefault(target, shape)
            found[statement.end_lineno or statement.lineno] = _written(shape)
    return found


def _target_and_value(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    """The target of a statement and the expression for its value; the target may also be an `out` argument."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return _text(statement.targets[0]), statement.value
    if isinstance(statement, ast.AugAssign):
        return _text(statement.target), statement.value
    if isinstance(statement, ast.Return):
        return "return", statement.value
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        for keyword in statement.value.keywords:
            if keyword.arg == "out":
                return _text(keyword.value), statement.value
        if isinstance(statement.value.func, ast.Attribute) and statement.value.func.attr == "dot":
            return _text(statement.value.args[-1]), statement.value
    return "", None


def _shape(node: ast.expr, known: Mapping[str, Shape]) -> Shape | None:
    """The shape of an expression by NumPy's rules; None if it cannot be derived."""
    text = _text(node)
    if text in known:
        return known[text]
    if isinstance(node, ast.Constant):
        return ()
    if isinstance(node, ast.UnaryOp):
        return _shape(node.operand, known)
    if isinstance(node, ast.BinOp):
        return _broadcast([node.left, node.right], known)
    if isinstance(node, ast.Compare):
        return _broadcast([node.left, *node.comparators], known)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        inner = _shape(node.value, known)
        return inner[::-1] if inner is not None else None
    if isinstance(node, ast.Call):
        return _shape_of_call(node, known)
    return None


def _shape_of_call(node: ast.Call, known: Mapping[str, Shape]) -> Shape | None:
    called = _text(node.func)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "dot":
        left, right = _shape(node.func.value, known), _shape(node.args[0], known)
        return (*left[:-1], *right[1:]) if left and right else None
    options = {keyword.arg: keyword.value for keyword in node.keywords}
    if called.endswith(".reduce") or called in ("np.sum", "np.max"):
        return _reduced(_shape(node.args[0], known), options.get("axis"), "keepdims" in options)
    if called == "float":
        return ()
    if called.startswith("np."):
        return _broadcast(node.args, known)
    if called.rpartition(".")[2] in ("value", "slope"):  # the same shape as the first argument
        return _broadcast(node.args[:1], known)
    return None


def _reduced(shape: Shape | None, axis: ast.expr | None, kept: bool) -> Shape | None:
    if shape is None or axis is None:
        return None
    along = ast.literal_eval(axis)
    if not isinstance(along, int) or not -len(shape) <= along < len(shape):
        return None
    gone = along % len(shape)
    return (*shape[:gone], *((1,) if kept else ()), *shape[gone + 1 :])


def _broadcast(nodes: Sequence[ast.expr], known: Mapping[str, Shape]) -> Shape | None:
    shapes = [_shape(node, known) for node in nodes]
    if not shapes or any(shape is None for shape in shapes):
        return None
    try:
        return np.broadcast_shapes(*[shape for shape in shapes if shape is not None])
    except ValueError:
        return None


def _written(shape: Shape) -> str:
    return str(tuple(int(size) for size in shape))
