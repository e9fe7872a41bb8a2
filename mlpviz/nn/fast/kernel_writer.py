"""Rewrites the methods of choices as plain functions of numbers, so that the compiler uses the same formulas."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from mlpviz.nn.activations import Activation
from mlpviz.nn.fast import elementary, kernel
from mlpviz.nn.losses import Loss
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.registry import Choice

SETTINGS = ("l1", "l2", "clip")
"""Numeric attributes of a Descent, in the order of the kernel's `settings`."""
MASKS = ("decayed", "held")
_ELEMENTARY = {"np.tanh": elementary.tanh, "np.exp": elementary.exp, "np.log1p": elementary.log1p}
_REDUCTIONS = {"np.add.reduce": "np.sum", "np.maximum.reduce": "np.max", "np.sum": "np.sum", "np.max": "np.max"}


class NoCompiledFormError(ValueError):
    """Something cannot be compiled; the message is a sentence for the learner."""


class Transcript:
    """The functions of a kernel, collected while it is written."""

    def __init__(self) -> None:
        self.functions: dict[str, str] = {}

    def method(self, choice: Choice, name: str, single: bool = True) -> str:
        """Write `choice.name` as a function whose arguments end with the choice's parameters; returns its name.

        `single`: there is one output, so arrays become numbers; otherwise they become rows.
        """
        kind = type(choice)
        title = f"{kind.__name__}_{name}"
        if title not in self.functions:
            self.functions[title] = ""  # it may call itself
            tree = _tree(inspect.unwrap(getattr(kind, name)))
            names = list(choice.parameters())
            known: dict[str, ast.expr] = {key: ast.Name(key) for key in names}
            self._write(title, _Plain(self, getattr(kind, name), known, {}, single).visit(tree), names)
        return title

    def function(self, function: Callable[..., Any]) -> str:
        """Write a module's function; returns its name."""
        if function.__name__ not in self.functions:
            self.functions[function.__name__] = ""
            self._write(function.__name__, _Plain(self, function, {}, {}, None).visit(_tree(function)), [])
        return function.__name__

    def descent(self, descent: Descent) -> None:
        """Write `prepare` as `reduced`, with only the parts that this descent uses, and `penalty` as `penalties`."""
        known: dict[str, ast.expr] = {"mean": ast.Constant(descent.mean)}
        for name in SETTINGS:
            known[name] = ast.Name(name) if getattr(descent, name) else ast.Constant(getattr(descent, name))
        for name in MASKS:
            known[name] = ast.Name(name) if getattr(descent, name) is not None else ast.Constant(None)
        known |= {"scale": ast.Name("scale"), "penalty_slope": ast.Name("penalty_slope")}
        truths = {name: getattr(descent, name) for name in (*SETTINGS, *MASKS, "mean")}
        for name, title in (("penalty_slope", "penalty_slope"), ("prepare", "reduced"), ("penalty", "penalties")):
            method = getattr(Descent, name)
            tree = _Plain(self, method, known, truths, None).visit(_tree(method))
            self._write(title, tree, [*SETTINGS, *MASKS])

    def _write(self, title: str, tree: ast.FunctionDef, extra: Sequence[str]) -> None:
        tree.name = title
        tree.args.args = [ast.arg(one.arg) for one in tree.args.args if one.arg != "self"]
        tree.args.args += [ast.arg(one) for one in extra]
        tree.body = tree.body or [ast.Pass()]
        tree.args.defaults, tree.decorator_list, tree.returns = [], [], None
        self.functions[title] = ast.unparse(ast.fix_missing_locations(tree))


def _tree(function: Any) -> ast.FunctionDef:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        raise NoCompiledFormError(f"the source of {getattr(function, '__qualname__', function)} is not here") from None
    assert isinstance(tree, ast.FunctionDef)
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:] or [ast.Pass()]
    return tree


class _Plain(ast.NodeTransformer):
    """Replaces attributes of `self`, decides tests known in advance, and turns arrays into rows or numbers."""

    def __init__(
        self,
        transcript: Transcript,
        function: Any,
        known: dict[str, ast.expr],
        truths: dict[str, Any],
        single: bool | None,
    ) -> None:
        self._transcript, self._single, self._known, self._truths = transcript, single, known, truths
        self._names = inspect.unwrap(function).__globals__

    # what is known

    def _truth(self, test: ast.expr) -> bool | None:
        """Whether a test is true; None if that is known only at run time."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._truth(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            found = [self._truth(one) for one in test.values]
            decisive = isinstance(test.op, ast.Or)
            return decisive if decisive in found else None if None in found else not decisive
        if isinstance(test, ast.Compare) and ast.unparse(test).endswith(".shape[1] == 1"):
            return self._single
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot):
            name = _of_self(test.left)
            if name in self._truths:
                return (self._truths[name] is None) == isinstance(test.ops[0], ast.Is)
        name = _of_self(test)
        return bool(self._truths[name]) if name in self._truths else None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.body = self._reached(node.body)
        return node

    def _reached(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The rewritten statements, up to a return."""
        kept: list[ast.stmt] = []
        for statement in body:
            made = self.visit(statement)
            kept += made if isinstance(made, list) else [] if made is None else [made]
            if kept and isinstance(kept[-1], ast.Return):
                break
        return kept

    def visit_If(self, node: ast.If) -> Any:
        holds = self._truth(node.test)
        if holds is None:
            return self.generic_visit(node)
        return self._reached(node.body if holds else node.orelse)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        holds = self._truth(node.test)
        return self.generic_visit(node) if holds is None else self.visit(node.body if holds else node.orelse)

    # names

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        name = _of_self(node)
        if name is None:
            return self.generic_visit(node)
        if name not in self._known:
            raise NoCompiledFormError(f"self.{name} has no compiled form")
        return self._known[name]

    def visit_Name(self, node: ast.Name) -> Any:
        value = self._names.get(node.id)
        if isinstance(value, bool | int | float) and isinstance(node.ctx, ast.Load):
            return ast.Constant(value)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        if ast.unparse(node).endswith(".shape[1]"):
            assert isinstance(node.value, ast.Attribute)
            return ast.Constant(1) if self._single else ast.Call(ast.Name("len"), [node.value.value], [])
        if isinstance(node.slice, ast.Tuple) and isinstance(node.slice.elts[0], ast.Slice):
            return self.visit(node.value)  # top[:, None] becomes top
        return self.generic_visit(node)

    # statements and calls

    def visit_Expr(self, node: ast.Expr) -> Any:
        if isinstance(node.value, ast.Call) and _of_self(node.value.func) == "_apply_rule":
            return None  # the kernel has its own loop for this
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        return None if _of_self(node.target) == "count" else self.generic_visit(node)

    def visit_With(self, node: ast.With) -> Any:
        raise NoCompiledFormError("a `with` block has no compiled form")

    def visit_Call(self, node: ast.Call) -> Any:
        called = ast.unparse(node.func)
        if called in _REDUCTIONS and self._single:
            return self.visit(node.args[0])  # the sum over a single output is the output
        if called in _REDUCTIONS:
            return ast.Call(ast.parse(_REDUCTIONS[called], mode="eval").body, [self.visit(node.args[0])], [])
        if called in _ELEMENTARY and self._single:
            node.func = ast.Name(self._transcript.function(_ELEMENTARY[called]))
            return self.generic_visit(node)
        if called == "np.asarray":
            return self.visit(node.args[0])
        if called == "self.penalty_slope":
            return ast.Call(ast.Name("penalty_slope"), [*map(self.visit, node.args), *_names(*SETTINGS, *MASKS)], [])
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            return self._of_another(node, node.func)
        value = self._names.get(called)
        if isinstance(value, FunctionType):
            node.func = ast.Name(self._transcript.function(value))
        elif isinstance(value, type) and issubclass(value, tuple):  # a NamedTuple such as AdamStep: a plain tuple
            return ast.Tuple([self.visit(one) for one in node.args], ast.Load())
        return self.generic_visit(node)

    def _of_another(self, node: ast.Call, method: ast.Attribute) -> Any:
        """Rewrite a method of another choice, such as `Sigmoid().value(y)`."""
        made = method.value
        assert isinstance(made, ast.Call)
        kind = self._names.get(ast.unparse(made.func))
        if not (isinstance(kind, type) and issubclass(kind, Choice)) or made.args or made.keywords:
            return self.generic_visit(node)
        title = self._transcript.method(kind(), method.attr, bool(self._single))
        parameters: list[ast.expr] = [ast.Constant(value) for value in kind().parameters().values()]
        return ast.Call(ast.Name(title), [*map(self.visit, node.args), *parameters], [])


def _names(*names: str) -> list[ast.expr]:
    return [ast.Name(name) for name in names]


def _of_self(node: ast.AST) -> str | None:
    """The name of an attribute of `self`; None for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return node.attr
    return None


_SHAPE = "Tuple((uint64[::1], uint64[::1], uint64[::1], int64[::1], uint64[::1]))"
SIGNATURE = (
    "int64(float64[::1], float64[::1], float64[::1], float64[:, ::1], float64[:, ::1], float64[:, ::1], int64[::1], "
    f"int64[:, ::1], int64, int64, int64, {_SHAPE}, float64[::1], float64[::1], float64[::1], int64, "
    "float64[::1], boolean[::1], float64, float64[::1], boolean, float64[:, ::1])"
)
"""The numba signature of `train`."""
_PLAIN = 'error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True'
_PART = f"@njit({_PLAIN})"
_INLINE = f"@njit({_PLAIN}, forceinline=True)"
"""A call would take longer than the work of most of these functions for one batch."""
_SUM = f'@njit({_PLAIN}, forceinline=True, fastmath={{"reassoc"}})'
"""Sums over samples may be added in any order, so that the compiler can vectorize them."""
_IMPORTS = "from __future__ import annotations\n\nimport math\n\nimport numpy as np\nfrom numba import config, njit"
_LESS = "usual = config.OPT\nconfig.OPT = type(usual)(2)"
_USUAL = "config.OPT = usual"
"""Optimization level 3 takes 1.5 times as long to compile, and the kernels are not faster."""


def kernel_source(
    activations: Sequence[Activation], loss: Loss, outputs: int, descent: Descent, lanes: int, values: bool
) -> str:
    """The source of a module with a `train` for networks of these activations; a kind is an index into `activations`.

    `outputs` matters only as one or several; `lanes` is the number of samples computed side by side; `values`: points
    carry values, so R² takes the place of accuracy. Raises NoCompiledFormError with the reason if there is no compiled
    form.
    """
    transcript, single = Transcript(), outputs == 1
    outputs_of = _calls(transcript, activations, "value", "z[j]")
    slopes = _calls(transcript, activations, "slope", "z[j], a[j]")
    glue = [
        _each_kind("activate(kind, z, a, first, end, p, at)", "a[j] = ", outputs_of, "z[j]"),
        _each_kind("times_slope(kind, z, a, d, first, end, p, at)", "d[j] *= ", slopes),
        _loss_slope(transcript, loss, single),
        _losses_of(transcript, loss, single),
        _judge(transcript, loss, outputs, values),
        "def penalty(theta, settings, decayed, held):\n"
        "    return penalties(theta, settings[0], settings[1], settings[2], decayed, held)",
        _step(transcript, descent),
        "def prepare(theta, grad, samples, settings, decayed, held):\n"
        "    reduced(theta, grad, samples, settings[0], settings[1], settings[2], decayed, held)",
    ]
    transcript.descent(descent)
    constants = f"LANES = np.uint64({lanes})\nVALUES = {values}"
    sums = [f"{_SUM}\n{_bare(one)}" for one in (kernel.lane_product, kernel.lane_sum)]
    bare = [_bare(kernel.r_squared), _bare(kernel.score)]
    parts = [f"{_PART}\n{one}" for one in (*transcript.functions.values(), *glue, *bare)]
    moves = (kernel.load, kernel.mask, kernel.forward, kernel.backward)
    parts += [f"{_INLINE}\n{_bare(one)}" for one in moves]
    compiled = f'@njit("{SIGNATURE}", error_model="numpy", nogil=True, cache=True)\n{_bare(kernel.train)}'
    return "\n\n\n".join([_IMPORTS, _LESS, constants, *sums, *parts, compiled, _USUAL])


def _calls(transcript: Transcript, activations: Sequence[Activation], method: str, arguments: str) -> list[str]:
    return [f"{transcript.method(one, method)}({_given(arguments, one)})" for one in activations]


def _given(arguments: str, choice: Choice) -> str:
    """The arguments, followed by the choice's parameters, which are in p from index `at` on."""
    return ", ".join([arguments, *(f"p[int(at) + {index}]" for index in range(len(choice.parameters())))])


def _each_kind(head: str, target: str, calls: Sequence[str], otherwise: str = "") -> str:
    """A function that applies to units `first` to `end` − 1 the call of their kind of activation."""
    lines = [f"def {head}:"]
    for kind, call in enumerate(calls):
        lines += [f"    if kind == {kind}:", "        for j in range(first, end):", f"            {target}{call}"]
    if otherwise:  # the loss applies the link of the last layer
        lines += ["    if kind < 0:", "        for j in range(first, end):", f"            {target}{otherwise}"]
    return "\n".join([*lines, "    return"])


def _loss_slope(transcript: Transcript, loss: Loss, single: bool) -> str:
    """One output gives a number. Several outputs of a sample give a row, whose entries are LANES apart."""
    head = "def loss_slope(y, t, d, first, end, p, at):"
    if single:
        call = f"{transcript.method(loss, 'slope', True)}({_given('y[j], t[j - first]', loss)})"
        return f"{head}\n    for j in range(first, end):\n        d[j] = {call}"
    row = "y[first + s:end:LANES], t[s::LANES]"
    call = f"{transcript.method(loss, 'slope', False)}({_given(row, loss)})"
    return (
        f"{head}\n    for s in range(LANES):\n        row = {call}\n"
        "        for k in range(np.uint64(len(row))):\n            d[first + k * LANES + s] = row[k]"
    )  # a loop, because an array assignment would take numba seconds to compile


def _losses_of(transcript: Transcript, loss: Loss, single: bool) -> str:
    row = "a[first, s], t[s, 0]" if single else "a[first:end, s], t[s]"
    call = f"{transcript.method(loss, 'of_samples', single)}({_given(row, loss)})"
    head = "def losses_of(a, t, lost, first, end, p, at):\n    for s in range(np.uint64(len(lost))):"
    return f"{head}\n        lost[s] = {call}"


def _judge(transcript: Transcript, loss: Loss, outputs: int, values: bool) -> str:
    """A class is the largest output, or the side of the middle; R² takes the distances of the predictions."""
    link, single = loss.link(outputs), outputs == 1
    y = "a[first, s]" if single else "a[first:end, s]"
    answer = y if link is None else f"{transcript.method(link, 'value', single)}({y})"
    head = "def judge(a, t, right, judged, first, end, middle):\n    for s in range(np.uint64(len(judged))):"
    if not values:
        found = f"(1 if {answer} > middle else 0)" if single else f"np.argmax({answer})"
        return f"{head}\n        judged[s] = {found} == right[s]"
    if single:
        return f"{head}\n        judged[s] = (t[s, 0] - {answer}) ** 2"
    return (
        f"{head}\n        row, total = {answer}, 0.0\n        for k in range(len(row)):\n"
        "            total += (t[s, k] - row[k]) ** 2\n        judged[s] = total"
    )


def _bare(function: Any) -> str:
    """The source of a function without type annotations, which numba cannot resolve."""
    tree = _tree(function)
    tree.returns, tree.args.args = None, [ast.arg(one.arg) for one in tree.args.args]
    return ast.unparse(ast.fix_missing_locations(tree))


def _step(transcript: Transcript, descent: Descent) -> str:
    rule, rows = descent.rule, range(len(descent.rule.memory))
    made = rule.step(np.zeros(1), tuple(np.zeros(1) for _ in rows), 0.1, 1, np.zeros(1))
    names = list(rule.parameters())
    memory = "".join(f"memory[{row}, i], " for row in rows)
    lines = ["def step(theta, grad, memory, count, rate, held, p, at):"]
    lines += [f"    {name} = p[int(at) + {index}]" for index, name in enumerate(names)]
    lines += ["    for i in range(len(theta)):"]
    step = ", ".join([f"grad[i], ({memory}), rate, count, theta[i]", *names])
    lines += [f"        made = {transcript.method(rule, 'step')}({step})"]
    lines += [f"        memory[{row}, i] = made[{made._fields.index(rule.memory[row])}]" for row in rows]
    lines += ["        if held[i]:", "            continue"] if descent.held is not None else []
    return "\n".join([*lines, f"        theta[i] += made[{made._fields.index('change')}]"])
