"""What a session file holds: benches, kept runs and forms of workspaces, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.session.machine import Machine


class SessionError(ValueError):
    """Says in one sentence why a file cannot be opened as a session, or why a session cannot be written."""


def brief(problem: object) -> str:
    """What another part of the program said, on one line, without its end."""
    said = " ".join(str(problem).split())
    said = "".join(letter if letter.isprintable() else "?" for letter in said)
    return (f"{said[:200]} …" if len(said) > 200 else said).rstrip(".")


@dataclass(frozen=True, eq=False)
class SavedBench:
    """One experiment under way: what `Bench` needs to stand as it stood."""

    workspace: str
    """The name of the workspace it belongs to."""
    experiment: Experiment
    """What the learner has chosen now; it may differ from that of the newest snapshot."""
    history: HistoryRecord
    """`History.record()`: keyframes, losses, events and the newest snapshot."""
    place: str = ""
    """Which bench of its workspace it is, if there are several."""
    opened: Experiment | None = None
    """The preset, example or file that was opened; None if it is not known."""
    epoch: int | None = None
    """The epoch on show; None: the newest."""
    form: Mapping[str, Any] = field(default_factory=dict)
    """What else the workspace wants to know again, as plain data."""


@dataclass(frozen=True, eq=False)
class SavedRun:
    """One run of the list of kept runs."""

    name: str
    experiment: Experiment
    history: HistoryRecord
    pinned: bool = False
    number: int = 0
    """Runs are numbered in the order in which they were kept."""
    stopped: str = ""
    """Why it stopped by itself, in words; "" if it did not."""
    form: Mapping[str, Any] = field(default_factory=dict)
    """What else the list wants to know again, as plain data."""


@dataclass(frozen=True, eq=False)
class Session:
    """Everything that is open. Experiments, points and snapshots that are one object stay one object in the file."""

    benches: tuple[SavedBench, ...] = ()
    runs: tuple[SavedRun, ...] = ()
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """`Workspace.form()` of workspaces without a bench, by name."""
    workspace: str = "playground"
    """The name of the workspace on show."""
    machines: tuple[Machine, ...] = ()
    """Where its epochs were computed. Hand on what was read; this machine is added as the session is written."""
