"""The source of every row of the ledger: the statement that computed it, and the values in it."""

from __future__ import annotations

from mlpviz.engine.telling.batch.columns import Columns
from mlpviz.engine.telling.batch.records import Row
from mlpviz.engine.telling.explanation import Source
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.engine.telling.sources import Shape, source_of
from mlpviz.nn import optimizers
from mlpviz.nn.layers import Dense
from mlpviz.nn.optimizers import Descent

Values = tuple[tuple[str, float], ...]


class RowSources:
    """Finds the source and the values for the rows of one batch."""

    def __init__(self, recorded: Recorded, columns: Columns) -> None:
        self.recorded, self._columns = recorded, columns
        self._flat: Shape = (len(recorded.walk.theta),)

    def of(self, row: Row, column: int) -> tuple[Source, tuple[Source, ...]]:
        """The method that computes a row in a column, and others that take part."""
        layer, _, source = self._columns.place(column)
        if row.kind in ("sample", "others", "sum"):
            n, n_in, n_out = self.recorded.samples, *self.recorded.widths[layer - 1 : layer + 1]
            known: dict[str, Shape] = {
                "self.x": (n, n_in), "dz": (n, n_out), "self.dW": (n_in, n_out), "self.db": (n_out,),
                "self.W": (n_in, n_out),
            }
            return source_of(Dense, "backward", "db" if source < 0 else "dW", known), ()
        prepared = {"grad": self._flat, "theta": self._flat, "self.scale": (), "self.count": ()}
        if row.kind in ("l1", "l2"):
            known = {"theta": self._flat, "w": self._flat}
            return source_of(Descent, "penalty_slope", None, known), (
                source_of(Descent, "prepare", "penalty_slope", prepared),)
        if row.kind in ("mean", "gradient"):
            plan = self.recorded.walk.experiment.plan
            acted = "samples" if row.kind == "mean" else "penalty_slope" if plan.l1 or plan.l2 else "held"
            return source_of(Descent, "prepare", acted, prepared), ()
        if row.kind == "clip":
            return source_of(Descent, "prepare", "clip", prepared), (source_of(optimizers, "clipped"),)
        rule = self.recorded.walk.experiment.plan.optimizer
        if row.kind == "weights":
            own = self.recorded.slices[layer - 1]
            return source_of(Dense, "update", "theta", {"self.theta": (own.stop - own.start,)}), ()
        known = {"g": self._flat, "w": self._flat, "rate": (), "count": ()}
        known |= {f"self.{name}": () for name in rule.parameters()}
        known |= {f"memory[{at}]": self._flat for at in range(len(rule.memory))}
        return source_of(rule, "step", row.letter or None, known), (source_of(Descent, "_apply_rule", "step"),)

    def values(self, row: Row, column: int) -> Values:
        """Values of this column, by their names in the source; the result is last."""
        recorded, (layer, unit, source) = self.recorded, self._columns.place(column)
        at, result = recorded.theta_index(layer, unit, source), float(row.values[column])
        place = f"[{unit}]" if source < 0 else f"[{source}, {unit}]"
        if row.kind in ("sample", "others", "sum"):
            name = "self.db" if source < 0 else "self.dW"
            return (f"{name}{place}", result),
        theta = float(recorded.walk.before.theta[at])
        if row.kind in ("l1", "l2"):
            return (f"w[{at}]", theta), (f"self.{row.kind}", getattr(recorded.walk.experiment.plan, row.kind)), \
                (f"return[{at}]" if self._alone(row) else row.title, result)
        if row.kind in ("mean", "gradient"):
            return (f"grad[{at}]", result),
        if row.kind == "clip":
            return ("self.scale", recorded.walk.scale), (f"grad[{at}]", result)
        if row.kind == "weights":
            letter = "b" if source < 0 else "W"
            return (f"change[{at}]", float(recorded.computed("change")[at])), (f"self.{letter}{place}", result)
        found = [(f"{name}[{at}]", value) for name, value in recorded.arithmetic(layer, unit, source)]
        names = [name for name, _ in recorded.arithmetic(layer, unit, source)]
        reached = names.index(row.letter or "change") + 1
        return (f"g[{at}]", recorded.used_gradient(layer, unit, source)), *found[:reached]

    def _alone(self, row: Row) -> bool:
        """Whether this penalty is the only one."""
        plan = self.recorded.walk.experiment.plan
        return not (plan.l1 and plan.l2)
