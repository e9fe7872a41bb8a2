"""The verdicts of the Playground, on the snapshot on show: what is the matter, by which rule, and what would help."""

from __future__ import annotations

import numpy as np

from mlpviz.engine.verdicts import of_losses, of_units
from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.sign import Sign
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.nn.registry import Registry

signs: Registry[Sign] = Registry("sign")
"""In the order in which they are asked and shown: causes before what they cause."""

for kind in (
    of_units.Exploding,
    of_units.IdenticalUnits,
    of_units.DeadUnits,
    of_losses.RateTooHigh,
    of_units.Saturated,
    of_units.Vanishing,
    of_losses.RateTooLow,
    of_losses.Overfitting,
    of_losses.Stuck,
    of_losses.Settled,
    of_losses.Solved,
):
    signs.register(kind)


def judged(case: Case) -> tuple[Finding, ...]:
    """Every verdict whose rule is met, without those that another one explains."""
    found, explained = [], set[str]()
    for each in signs:
        sign = each()
        if sign.name in explained:
            continue
        with np.errstate(all="ignore"):
            sentence = sign.found(case)
        if sentence:
            found.append(Finding(sign, sentence, sign.help(case)))
            explained.update(sign.explained(case))
    return tuple(found)
