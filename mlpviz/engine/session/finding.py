"""What was found where a history was computed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["begins", "changed", "by hand", "kept", "taken up", "rounding", "unknown", "differs"]
"""How the history begins; the learner changed something; set a weight by hand; kept updates of the step-through; went
on from another place in time; numbers agree as far as another arithmetic lets them; something cannot be checked;
something is not what the file says."""


@dataclass(frozen=True)
class Finding:
    """One fact about one epoch of a history."""

    epoch: int
    kind: Kind
    sentence: str

    @property
    def good(self) -> bool:
        """Whether the epochs are what the file says, as far as this goes."""
        return self.kind not in ("unknown", "differs")
