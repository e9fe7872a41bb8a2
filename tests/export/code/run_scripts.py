"""Runs exported scripts in a process of its own: python run_scripts.py CASES.json prints what each one answered.

It knows nothing of mlpviz: whatever a script needs besides its own library would be missing here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def numbers(value: Any) -> Any:
    """Plain lists of an array of any library."""
    found = value.detach() if hasattr(value, "detach") else value
    return found.tolist()


def ran(source: str, x: list[list[float]]) -> dict[str, Any]:
    """What the script answers to x, and its parameters after one training step on its own batch."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "exported", "exec"), space)
    given = space["torch"].tensor(x) if "torch" in space else space["np"].array(x)
    answers = numbers(space["predict"](given))
    loss = space["train_step"](space["x"], space["t"])
    if "network" in space:
        parameters = [one.detach().T for one in space["network"].parameters()]
    else:
        parameters = space["model"].get_weights() if "model" in space else space["parameters"]
    flat = [number for one in parameters for number in numbers(one.reshape(-1))]
    return {"answers": answers, "loss": float(loss), "theta": flat}


if __name__ == "__main__":
    cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    foreign = [name for name in sys.modules if name.startswith("mlpviz")]
    print(json.dumps(foreign or [ran(case["source"], case["x"]) for case in cases]))
