"""Ticks beside the numbers that the source of a published example prints as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlpviz.engine.examples import EXAMPLES, UPDATE, Example, Printed
from mlpviz.engine.examples.example import comes_out
from mlpviz.engine.number import MINUS
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.explanation import Addend, Tick
from mlpviz.engine.telling.naming import plain_of


class Ticks:
    """What the source prints for the numbers of one walk; nothing where settings, points or weights were changed."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        example = EXAMPLES.get(walk.experiment.example)
        published = example is not None and walk.experiment == example.experiment
        self._example: Example | None = example if published else None

    def of(self, symbol: str, sample: int, value: float, addends: Iterable[Addend] = ()) -> Tick | None:
        """The tick of the result of an operation, by its LaTeX; `sample` is the position in the batch, or −1.

        Where the source is wrong about one of `addends`, its terms, that is said too.
        """
        own = self._known(plain_of(symbol).removesuffix(" new"), sample, value)
        slips = [slip_of(own)] if own is not None else []
        for name, term in terms_of(addends):
            part = self._known(name, sample, term)
            if part is not None and part.is_slip:
                slips.append(slip_of(part, name))
        said = " ".join(filter(None, slips))
        if own is None and not said:
            return None
        if own is None:
            return Tick("", said, True)
        return Tick(own.digits, said, not own.is_slip, own.origin == "source")

    def _known(self, name: str, sample: int, value: float) -> Printed | None:
        """What is printed, if the walk's own number, or the source's corrected one, is the same."""
        walk = self._walk
        if self._example is None:
            return None
        if sample != UPDATE:
            sample = int(walk.indices[sample])  # a point may be walked alone
        elif len(walk.x) != walk.experiment.points.train_count:
            return None
        printed = self._example.printed_as(name, sample, walk.before.updates)
        return printed if printed is not None and comes_out(value, printed.right or printed.digits) else None


def terms_of(addends: Iterable[Addend]) -> Iterator[tuple[str, float]]:
    """The terms of a sum by their names: "δ_o1 · w₅"."""
    for one in addends:
        yield " · ".join(plain_of(factor) for factor in one.name.split(r"\ ")), one.value


def slip_of(printed: Printed, name: str = "") -> str:
    """What the source prints in place of the right number and where that comes from; "" if it is right."""
    if not printed.is_slip:
        return ""
    comma = "" if printed.why.startswith("without") else ","
    about = f"For {name} the source" if name else "The source"
    return f"{about} prints {printed.digits.replace('-', MINUS)}{comma} {printed.why}."
