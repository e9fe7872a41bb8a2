"""One thing that has a name and can be found by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

VALUES, COMMANDS, SETTINGS = "Values", "Commands", "Settings"
PRESETS, EXAMPLES, WORKSPACES = "Presets", "Worked examples", "Workspaces"
SECTIONS = (VALUES, COMMANDS, SETTINGS, PRESETS, EXAMPLES, WORKSPACES)
"""The headings, in the order in which they are shown where none of them has better results."""


@dataclass(frozen=True)
class Entry:
    """What is found: how it is called, what it does, and why not if it cannot be done now."""

    section: str
    """One of SECTIONS."""
    name: str
    lead: str = ""
    """What the name is one of: "Optimiser" before "Adam"; "" for a name that says all."""
    about: str = ""
    """What it is, or in which menu it stands."""
    words: str = ""
    """Further words by which it is found, which are not shown."""
    keys: tuple[str, ...] = ()
    """Qt's portable key sequences."""
    now: str = ""
    """What is set at present in its place, as in "now Adam"."""
    chosen: bool = False
    """Whether it is what is set at present."""
    reason: str = ""
    """Why it cannot be done now; "" if it can."""
    group: str = ""
    """Entries of a section with the same group are folded into one row: "in the step dock"."""
    elsewhere: bool = False
    """Whether it belongs to another workspace or part of the window than the one on show."""
    act: Callable[[], object] | None = None
    """Does it."""
    completes: str = ""
    """In place of `act`: what is written into the search, for a value that is still to be typed."""

    @property
    def title(self) -> str:
        """Lead and name."""
        return f"{self.lead} {self.name}" if self.lead else self.name

    @property
    def spoken(self) -> str:
        """All of it in one line, for screen readers."""
        state = "in use" if self.chosen else f"now {self.now}" if self.now else ""
        why = f"cannot be done now: {self.reason}" if self.reason else ""
        return ", ".join(filter(None, (self.title, self.about, ", ".join(self.keys), state, why)))
