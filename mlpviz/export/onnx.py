"""A network as an ONNX file, which browsers, phones and other languages run. It needs the package onnx."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpviz.engine.records import Snapshot
from mlpviz.export.code.exported import Exported
from mlpviz.export.code.terms import Term, UnknownFunctionError, argument, every, joined, value_of
from mlpviz.nn.features import features

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

OPSET = 13
"""The oldest set of operators that has all that is used here; programs of 2020 and later read it."""
OPERATORS = {
    "add": "Add", "subtract": "Sub", "multiply": "Mul", "true_divide": "Div", "divide": "Div", "power": "Pow",
    "negative": "Neg", "absolute": "Abs", "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "sin": "Sin", "cos": "Cos",
    "arctan": "Atan", "tanh": "Tanh", "sign": "Sign", "maximum": "Max", "minimum": "Min", "greater": "Greater",
    "less": "Less", "greater_equal": "GreaterOrEqual", "less_equal": "LessOrEqual",
}  # fmt: skip
OWN = {"ReLU": "Relu", "Sigmoid": "Sigmoid", "Tanh": "Tanh"}
"""Activations that are one operator; the others are written out."""


def onnx_file(snapshot: Snapshot) -> bytes:
    """The file: input "x" (n, inputs) and output "answers" (n, outputs), both double, in the units of the data."""
    from onnx import TensorProto, checker, helper

    graph = _Graph()
    one = Exported(snapshot)
    answers = _network(graph, one)
    graph.node("Identity", [answers], "answers")
    double, spec = TensorProto.DOUBLE, one.spec
    made = helper.make_graph(
        graph.nodes, "network",
        [helper.make_tensor_value_info("x", double, ["n", spec.inputs])],
        [helper.make_tensor_value_info("answers", double, ["n", spec.outputs])],
        graph.numbers, doc_string=one.about,
    )  # fmt: skip
    model = helper.make_model(
        made, producer_name="mlpviz", doc_string=one.about, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8
    )
    helper.set_model_props(model, _properties(one))
    checker.check_model(model)
    return bytes(model.SerializeToString())


def _properties(one: Exported) -> dict[str, str]:
    naming, spec = one.experiment.naming, one.spec
    found = {"epoch": str(one.snapshot.epoch), "loss": spec.loss.label}
    if one.experiment.points.labels is not None:
        found["classes"] = ", ".join(naming.class_name(label) for label in range(spec.classes))
    if naming.inputs:
        found["inputs"] = ", ".join(naming.input_name(at) or f"x{at + 1}" for at in range(spec.inputs))
    return found


class _Graph:
    """Nodes and numbers, as they are added."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.numbers: list[TensorProto] = []
        self._made = 0

    def node(self, operator: str, given: Sequence[str], name: str = "", **settings: Any) -> str:
        """Add a node; returns the name of its result."""
        from onnx import helper

        self._made += 1
        result = name or f"{operator.lower()}_{self._made}"
        self.nodes.append(helper.make_node(operator, list(given), [result], **settings))
        return result

    def constant(self, values: Any, name: str = "", kind: Any = np.float64) -> str:
        """Add numbers; returns their name."""
        from onnx import numpy_helper

        self._made += 1
        name = name or f"number_{self._made}"
        self.numbers.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype=kind), name))
        return name

    def terms(self, roots: Sequence[Any], given: dict[str, str]) -> list[str]:
        """Add the nodes of some terms; `given` are the names of their arguments."""
        same = joined(roots)
        found: dict[Term, str] = {}
        for term in every(same):
            if not term.parts:
                found[term] = given[term.name]
                continue
            parts = [found[part] if isinstance(part, Term) else self.constant(part) for part in term.parts]
            if term.name in ("maximum", "minimum", "multiply", "add"):  # true and false count as 1 and 0 there
                parts = [
                    self.node("Cast", [name], to=11) if isinstance(part, Term) and part.logical else name
                    for name, part in zip(parts, term.parts, strict=True)
                ]
            found[term] = self._call(term, parts)
        return [found[root] if isinstance(root, Term) else self.constant(root) for root in same]

    def _call(self, term: Term, parts: Sequence[str]) -> str:
        if term.name == "log1p":
            return self.node("Log", [self.node("Add", [parts[0], self.constant(1.0)])])
        if term.name == "expm1":
            return self.node("Sub", [self.node("Exp", [parts[0]]), self.constant(1.0)])
        if term.name not in OPERATORS:
            raise UnknownFunctionError(f"ONNX has no operator here for {term.name}.")
        return self.node(OPERATORS[term.name], parts)


def _network(graph: _Graph, one: Exported) -> str:
    scaling, spec = one.experiment.scaling, one.spec
    value = "x"
    if scaling.inputs is not None:
        away = graph.node("Sub", [value, graph.constant(scaling.inputs.mean, "input_mean")])
        value = graph.node("Div", [away, graph.constant(scaling.inputs.spread, "input_spread")])
    if spec.features:
        places = [graph.node("Gather", [value, graph.constant([at], kind=np.int64)], axis=1) for at in (0, 1)]
        made = [features.make(name).value(argument("x1"), argument("x2")) for name in spec.features]
        value = graph.node("Concat", graph.terms(made, {"x1": places[0], "x2": places[1]}), axis=1)
    for at, (layer, (W, b)) in enumerate(zip(spec.layers, one.weights, strict=True), start=1):
        numbers = [graph.constant(W, f"W{at}"), graph.constant(b, f"b{at}")]
        value = graph.node("Gemm", [value, *numbers], f"sums_{at}")
        name = layer.activation.name
        if name in OWN:
            value = graph.node(OWN[name], [value])
        elif name == "Softmax":
            value = graph.node("Softmax", [value], axis=1)
        elif name != "Linear":
            value = graph.terms([value_of(layer.activation)], {"z": value})[0]
    if scaling.targets is not None:
        grown = graph.node("Mul", [value, graph.constant(scaling.targets.spread, "target_spread")])
        value = graph.node("Add", [grown, graph.constant(scaling.targets.mean, "target_mean")])
    return value
