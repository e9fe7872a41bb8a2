"""Published worked examples, with the digits that their authors printed: one list for menu, browser and commands."""

from __future__ import annotations

from mlpviz.engine.examples.cs231n import NEURON, PRODUCT, SPIRAL
from mlpviz.engine.examples.example import BATCH, UPDATE, Example, Printed
from mlpviz.engine.examples.mazur import MAZUR
from mlpviz.engine.examples.statquest import STATQUEST
from mlpviz.engine.examples.textbooks import BASRAN, GOODFELLOW, GOODFELLOW_LINEAR, RASHID, USTC
from mlpviz.engine.examples.zhou import ALICE, FORWARD

__all__ = ["BATCH", "EXAMPLES", "UPDATE", "Example", "Printed", "example"]

EXAMPLES: dict[str, Example] = {
    one.title: one
    for one in (
        MAZUR, ALICE, FORWARD, STATQUEST, NEURON, PRODUCT, SPIRAL, GOODFELLOW, GOODFELLOW_LINEAR, USTC, RASHID, BASRAN,
    )
}  # fmt: skip
"""By title, in menu order. An experiment opened from an example has the title in its `example`."""


def example(name: str) -> Example:
    """Find an example by its title or short name; case does not matter. Raises ValueError that lists all examples."""
    wanted = name.strip().casefold()
    for one in EXAMPLES.values():
        if wanted in (one.title.casefold(), one.short):
            return one
    known = ", ".join(f"{one.title} ({one.short})" for one in EXAMPLES.values())
    raise ValueError(f"unknown example {name!r}; there are {known}.")
