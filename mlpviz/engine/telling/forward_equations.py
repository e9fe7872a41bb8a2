"""The operations of the forward pass as equations: weighted sums and activations."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.engine.telling.explanation import Mark, Term
from mlpviz.engine.telling.operands import EQUALS, TIMES, Draft, addend, joined, largest
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.worked_out import WorkedOut
from mlpviz.engine.telling.written import is_saturated


class ForwardEquations(WorkedOut):
    """Explains operations of the forward pass."""

    def draft(self, op: Operation) -> Draft:
        return self._sum(op) if op.kind == "sum" else self._activate(op)

    def _sum(self, op: Operation) -> Draft:
        layer, unit, names = op.layer, op.unit, self.names
        arriving, weights = self.recorded.outputs[layer - 1][op.sample], self.recorded.old[layer - 1][0][:, unit]
        shown, rest = largest(arriving * weights)
        addends = [[self.weight(layer, at, unit), TIMES, self.output(layer - 1, at, op.sample)] for at in shown]
        hidden = len(weights) - len(shown)
        if hidden:
            addends.append([Term(rf"\Sigma_{{{hidden}}}", rest, "forward", f"the other {hidden}\nproducts")])
        addends.append([self.bias(layer, unit)])
        node = names.unit_text(layer, unit)
        said = f"{node} takes each value that arrives times the weight of its edge, adds these up, and adds its bias."
        if hidden:
            said += f" Shown are the {len(shown)} of its {len(weights)} products that are largest by absolute value."
        return Draft(
            "weighted sum", f"What does ${names.unit(layer, unit)}$ add up?",
            (self.sum(layer, unit, op.sample, "result"), EQUALS, *joined(addends)), said, names.sum(layer, unit),
            flow=tuple(Mark("edge", layer, unit, at) for at in range(len(weights))),
            marks=tuple(Mark("unit", layer - 1, at) for at in range(len(weights))),
            addends=tuple(map(addend, addends)))

    def _activate(self, op: Operation) -> Draft:
        layer, unit, names = op.layer, op.unit, self.names
        activation, z = self.recorded.activations[layer - 1], self.sum(layer, unit, op.sample)
        node, name = names.unit_text(layer, unit), names.unit(layer, unit)
        if activation.name == "Linear":
            said = f"A linear unit passes its sum on as it is, so {node} is the sum itself."
        else:
            said = f"The {activation.label} turns the sum into what {node} passes on."
        result = self.output(layer, unit, op.sample, "result", "activation")
        assert z.value is not None
        assert result.value is not None
        result = replace(result, rounded=is_saturated(activation, z.value, result.value))
        right = self.value_terms(layer, unit, op.sample)
        return Draft(f"activation · {activation.label}", f"What does ${name}$ pass on?", (result, EQUALS, *right), said,
                     name)
