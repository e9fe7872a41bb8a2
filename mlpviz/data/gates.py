"""Logic gates as classification problems: four points with inputs 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""The inputs (x₁, x₂), in the order in which they are shown to a perceptron."""


@dataclass(frozen=True)
class Gate:
    """One gate: its name, what it says, and the target ±1 of each corner."""

    name: str
    about: str
    targets: tuple[int, int, int, int]


GATES: dict[str, Gate] = {
    gate.name: gate
    for gate in (
        Gate("AND", "+1 where both inputs are 1", (-1, -1, -1, 1)),
        Gate("OR", "+1 where at least one input is 1", (-1, 1, 1, 1)),
        Gate("NAND", "+1 where not both inputs are 1", (1, 1, 1, -1)),
        Gate("NOR", "+1 where no input is 1", (1, -1, -1, -1)),
        Gate("XOR", "+1 where exactly one input is 1", (-1, 1, 1, -1)),
    )
}
"""Every gate, by its name."""
