"""The commands that only the Activations laboratory has."""

from __future__ import annotations

from mlpviz.state.commands import Command
from mlpviz.workspaces.activations.selection import REGISTERED

HERE = "activations"
STEPS = {"left": -0.1, "right": 0.1, "left_fine": -0.01, "right_fine": 0.01}
"""What moves the probe, and by how much."""
_PROBE = (
    ("left", "0.1 to the left", "Left"), ("right", "0.1 to the right", "Right"),
    ("left_fine", "0.01 to the left", "Shift+Left"), ("right_fine", "0.01 to the right", "Shift+Right"),
)  # fmt: skip
_PARTS = (("slope", "Slope f′(z)", "D"), ("zones", "Saturation", "S"), ("tangent", "Tangent", "T"))


def _functions(family: str, menu: str, group: str) -> tuple[Command, ...]:
    return tuple(
        Command(f"{family}:{kind.__name__}", menu, kind.label, (), HERE, checkable=True, group=group)
        for kind in REGISTERED
    )


COMMANDS: tuple[Command, ...] = (
    *_functions("function", "View ▸ Function", "function"),
    *_functions("compare", "View ▸ Compare with", ""),
    Command("compare_none", "View ▸ Compare with", "None of them", (), HERE),
    *(Command(f"function_part:{name}", "View", text, (key,), HERE, checkable=True) for name, text, key in _PARTS),
    Command("other_view", "View", "Function, or what depth does", ("V",), HERE),
    Command("deeper", "View", "One function more in a row", ("]",), HERE),
    Command("shallower", "View", "One function less in a row", ("[",), HERE),
    *(Command(f"function_probe:{name}", "View ▸ Probe", text, (key,), HERE) for name, text, key in _PROBE),
    Command("write_own", "Edit", "Write your own function…", ("Ctrl+E",), HERE),
    Command("remove_own", "Edit", "Remove the own function on show", (), HERE, needs="only for an own function"),
    Command("use_in_layer", "Network", "Use the function in the chosen layer", ("Ctrl+U",), HERE),
    Command("own_network", "Network", "Look at the Playground's network again", (), HERE,
            needs="only while another network is on show"),
    Command("tiles_walk", "", "Walk from tile to tile", ("Arrow keys",), "tiles"),
    Command("tiles_show", "", "Show the function", ("Return",), "tiles"),
    Command("tiles_compare", "", "Compare the function, or no longer", ("Ctrl+Return",), "tiles"),
    Command("tiles_remove", "", "Remove an own function", ("Del",), "tiles"),
)
