"""What computes the epochs, in the words of the window."""

from __future__ import annotations

from mlpviz.engine.records import Snapshot

ENGINES = {
    "auto": (
        "Automatic",
        "The layers; at full speed compiled epochs take over once they are ready, where they are likely faster.",
    ),
    "layers": ("Layers", "The layers that the step-through shows: the same numbers to the last digit on every run."),
    "compiled": (
        "Compiled",
        "Compiled epochs at any speed, once they are ready; the layers where numba is missing or the network has no "
        "compiled form.",
    ),
}
"""Label and meaning of every `Plan.engine`."""


def explanation(snapshot: Snapshot) -> str:
    """What computes from this moment on, and why."""
    wanted = snapshot.experiment.plan.engine
    if snapshot.arithmetic == "compiled":
        return "Computed by compiled epochs."
    if wanted == "layers":
        return "Computed by the layers, as chosen."
    if snapshot.reason:
        return f"Computed by the layers: {snapshot.reason}."
    when = "at full speed, once they are ready" if wanted == "auto" else "once they are ready"
    return f"Computed by the layers; compiled epochs take over {when}."


def missed(snapshot: Snapshot) -> str:
    """What to tell a learner who asked for compiled epochs that cannot be had; "" otherwise."""
    asked = snapshot.experiment.plan.engine == "compiled"
    if not asked or snapshot.arithmetic == "compiled" or not snapshot.reason:
        return ""
    return f"There are no compiled epochs, the layers compute: {snapshot.reason}."
